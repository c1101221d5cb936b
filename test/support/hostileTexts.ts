/* Texts that others may write anywhere: made to be HTML, script, a request, a command, or to leave their place. */

/** Answers nothing; whoever asks it for something has let a text act. */
export const SINK = 'http://127.0.0.1:9/sink';

const HTML: readonly string[] = [
  '<script>window.ran = 1</script>',
  '"><script>window.ran = 1</script>',
  `<script src="${SINK}"></script>`,
  '<img src=x onerror="window.ran = 1">',
  `<img src="${SINK}">`,
  `<img srcset="${SINK} 2x">`,
  '<svg onload="window.ran = 1"></svg>',
  '<svg><animate onbegin="window.ran = 1" attributeName=x dur=1s></svg>',
  `<svg><image href="${SINK}"/></svg>`,
  `<svg><use href="${SINK}#x"/></svg>`,
  '<svg><foreignObject><body onload="window.ran = 1"></foreignObject></svg>',
  '<math><mtext><script>window.ran = 1</script></mtext></math>',
  `<iframe src="${SINK}"></iframe>`,
  '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe>',
  `<object data="${SINK}"></object>`,
  `<embed src="${SINK}">`,
  `<link rel="stylesheet" href="${SINK}">`,
  `<link rel="prefetch" href="${SINK}">`,
  `<meta http-equiv="refresh" content="0;url=${SINK}">`,
  `<base href="${SINK}">`,
  `<style>@import "${SINK}"; body { display: none }</style>`,
  `<div style="background:url(${SINK})">styled</div>`,
  '<div style="position:fixed;inset:0;z-index:9999">over everything</div>',
  `<video src="${SINK}" autoplay onloadstart="window.ran = 1"></video>`,
  `<audio src="${SINK}" autoplay></audio>`,
  `<form action="${SINK}"><button autofocus onfocus="window.ran = 1">x</button></form>`,
  '<input autofocus onfocus="window.ran = 1">',
  '<details open ontoggle="window.ran = 1">x</details>',
  '<body onload="window.ran = 1">',
  '<a href="javascript:window.ran = 1">x</a>',
  '<a href="command:workbench.action.quit">x</a>',
  '<room-chat-app></room-chat-app>',
  '<message-text text="x"></message-text>',
  '<slot name="x"></slot><template shadowrootmode="open"><script>window.ran = 1</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=window.ran=1>">',
  '<!-- lit-part --><?lit$1$?>lit$1$<!--?lit$1$-->',
  '</template></textarea></title></style></script><script>window.ran = 1</script>',
  '<<script>script>window.ran = 1<</script>/script>',
  '<scr\u0000ipt>window.ran = 1</scr\u0000ipt>',
  '<ScRiPt>window.ran = 1</sCrIpT>',
];

const ADDRESSES: readonly string[] = [
  'javascript:window.ran=1',
  'JaVaScRiPt:window.ran=1',
  ' javascript:window.ran=1',
  'java\tscript:window.ran=1',
  'javascript&colon;window.ran=1',
  'javascript:%0Awindow.ran=1',
  'command:workbench.action.quit',
  'command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22ls%22%7D',
  'vscode://room-chat.room-chat/join?server=evil',
  'vscode-webview://x/y',
  'vbscript:window.ran=1',
  'file:///etc/passwd',
  'data:text/html,<script>window.ran = 1</script>',
  'data:image/svg+xml,<svg onload="window.ran = 1"/>',
  'blob:null/1',
  '//127.0.0.1:9/sink',
  `${SINK}" onclick="window.ran = 1`,
  `${SINK}'onmouseover='window.ran=1`,
];

/** What each of the above may stand in. */
const AROUND: readonly ((text: string) => string)[] = [
  (text) => `**${text}**`,
  (text) => `> ${text}`,
  (text) => `- [ ] ${text}`,
  (text) => `\`\`\`html\n${text}\n\`\`\``,
  (text) => `|${text}|\n|-|\n|${text}|`,
];

const LINKS: readonly ((address: string) => string)[] = [
  (address) => `[click](${address})`,
  (address) => `[click](<${address}>)`,
  (address) => `![x](${address})`,
  (address) => `<${address}>`,
  (address) => `[x]\n\n[x]: ${address}`,
];

const ODD: readonly string[] = [
  '${window.ran = 1} {{constructor.constructor("window.ran = 1")()}} #{7*7} <%= 7 %>',
  '\u202Egpj.exe\u202C \u2066isolate\u2069 \u200Bhidden\uFEFF',
  '\u202E'.repeat(200),
  'Z\u0351\u036B\u0343\u036A\u0302'.repeat(50),
  '\u0000\u0001\u001B[31mred\u0007 \uD800 lone',
  '$(warning) $(sync~spin) :smile: :tada:',
  '&lt;script&gt;window.ran = 1&lt;/script&gt; &#60;b&#62;',
  '𝓤'.repeat(3_000),
  '﷽'.repeat(300),
  'W'.repeat(16_000),
  `${'\n'.repeat(500)}far below`,
  `${'\t'.repeat(500)}far right`,
  '> '.repeat(500),
  '- '.repeat(500),
  '['.repeat(2_000),
  '@here '.repeat(500),
  '__proto__',
  'constructor',
  '@__proto__ @constructor',
  '```__proto__\nx\n```',
  '```constructor\nx\n```',
];

/** More than 300, each different. */
export const HOSTILE_TEXTS: readonly string[] = [
  ...HTML,
  ...ADDRESSES,
  ...ODD,
  ...HTML.flatMap((text) => AROUND.map((wrap) => wrap(text))),
  ...ADDRESSES.flatMap((address) => LINKS.map((wrap) => wrap(address))),
];
