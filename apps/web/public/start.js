/*
 * Runs before the first paint. A file of its own, because the page's policy allows no inline script.
 *
 * 1. Sets the theme, so that a dark page never flashes white.
 * 2. Says which scripts the page may load by itself: its own, from its own origin. The policy asks for Trusted Types; the
 *    framework's loader hands over plain strings (next route-loader.js adds a query to the trusted address).
 */
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem('carrel.theme');
  } catch (error) {
    stored = null;
  }
  var system = matchMedia('(prefers-color-scheme: dark)');
  var dark = stored === 'dark' || (stored !== 'light' && system.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';

  if (!window.trustedTypes) return;
  window.trustedTypes.createPolicy('default', {
    createScriptURL: function (address) {
      var url = new URL(address, location.href);
      var isOwn = url.origin === location.origin && (url.pathname.indexOf('/_next/static/') === 0 || url.pathname === '/pdf/worker.mjs');
      if (!isOwn) throw new TypeError('This page loads no script from ' + address);
      return address;
    },
  });
})();
