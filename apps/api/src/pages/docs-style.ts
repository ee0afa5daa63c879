/** Style of the page `/api/docs`: paper and ink, as the web page has it, without fonts of its own. */
export const docsStyle = `
:root { color-scheme: light dark; --paper: #fbf8f2; --ink: #23211d; --soft: #6a655c; --line: #ddd6c8; --accent: #1d5a41; }
@media (prefers-color-scheme: dark) { :root { --paper: #1b1a17; --ink: #ece7dc; --soft: #a59e90; --line: #3a372f; --accent: #7cc2a0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 56rem; padding: 2rem 1rem 6rem; background: var(--paper); color: var(--ink); font: 15px/1.6 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); font-size: 1.15rem; }
h3 { margin: 1.25rem 0 0; font-size: 1rem; font-weight: 500; } h4 { margin: .75rem 0 .25rem; font-size: .85rem; color: var(--soft); }
p { margin: .25rem 0; } small { color: var(--soft); } a { color: var(--accent); }
nav { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1rem; }
.method { display: inline-block; min-width: 4rem; color: var(--accent); font-size: .8rem; font-weight: 600; }
code, pre { font-family: ui-monospace, monospace; font-size: .85rem; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: 6px; }
summary { cursor: pointer; color: var(--soft); font-size: .85rem; }
`;
