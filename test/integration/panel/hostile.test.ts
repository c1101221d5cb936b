import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fileEntry, member, messageEntry, NOON, snapshot } from '../../support/panelEntries.ts';
import { panelSuite } from '../../support/panelSuite.ts';

const SINK = 'http://127.0.0.1:9/sink';

const TEXTS: readonly string[] = [
  '<script>window.ran = 1</script>',
  '"><script>window.ran = 1</script>',
  `<script src="${SINK}"></script>`,
  '<img src=x onerror="window.ran = 1">',
  `<img src="${SINK}">`,
  `<img srcset="${SINK} 2x">`,
  '<svg onload="window.ran = 1"></svg>',
  '<svg><animate onbegin="window.ran = 1" attributeName=x dur=1s></svg>',
  `<svg><image href="${SINK}"/></svg>`,
  `<iframe src="${SINK}"></iframe>`,
  '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe>',
  `<object data="${SINK}"></object>`,
  `<embed src="${SINK}">`,
  `<link rel="stylesheet" href="${SINK}">`,
  `<link rel="prefetch" href="${SINK}">`,
  `<meta http-equiv="refresh" content="0;url=${SINK}">`,
  `<base href="${SINK}">`,
  `<style>@import "${SINK}"; * { display: none }</style>`,
  `<div style="background:url(${SINK})">styled</div>`,
  `<video src="${SINK}" autoplay onloadstart="window.ran = 1"></video>`,
  `<form action="${SINK}"><button autofocus onfocus="window.ran = 1">x</button></form>`,
  '<input autofocus onfocus="window.ran = 1">',
  '<details open ontoggle="window.ran = 1">x</details>',
  '<body onload="window.ran = 1">',
  '<a href="javascript:window.ran = 1">x</a>',
  'javascript:window.ran=1',
  'command:workbench.action.quit',
  '[click](command:workbench.action.terminal.new)',
  '[click](javascript:window.ran=1) ![x](' + SINK + ')',
  'vscode://room-chat.room-chat/join?server=evil',
  'file:///etc/passwd',
  'data:text/html,<script>window.ran = 1</script>',
  '${window.ran = 1} {{constructor.constructor("window.ran = 1")()}} #{7*7} <%= 7 %>',
  '<!-- lit-part --><?lit$1$?>lit$1$<!--?lit$1$-->',
  '</template></textarea></title></style></script><script>window.ran = 1</script>',
  '\u202Egpj.exe\u202C \u2066isolate\u2069 \u200Bhidden\uFEFF',
  '\u202E'.repeat(200),
  'Z\u0351\u036B\u0343\u036A\u0302'.repeat(50),
  '\u0000\u0001\u001B[31mred\u0007 \uD800 lone',
  '$(warning) $(sync~spin) :smile:',
  '&lt;script&gt;window.ran = 1&lt;/script&gt; &#60;b&#62;',
  '𝓤'.repeat(3_000),
  '__proto__',
  'constructor',
];

describe('hostile texts in the panel, with the shipped policy', () => {
  const suite = panelSuite();

  it(`shows ${TEXTS.length} texts in every place as what they are: no script, no request, no stray element`, async () => {
    const panel = await suite.open({ width: 360 });
    for (const [index, text] of TEXTS.entries()) {
      const person = { id: text, name: text };
      const file = { id: text, name: text, size: 1, mediaType: text, sha256: text };
      const snippet = { path: text, startLine: 1, endLine: 2, languageId: text, text };
      await panel.show(
        snapshot({
          room: text,
          server: text,
          topic: text,
          self: person,
          members: [member(person, { self: true })],
          connection: { state: 'failed', reason: text },
          entries: [
            messageEntry(1, { key: text, from: person, text, replyTo: { name: text, text }, snippet }),
            messageEntry(2, { text: 'x', reactions: [{ emoji: text, users: [text] }] }),
            fileEntry(3, { from: person, file, bytes: { state: 'failed', reason: text } }),
            { kind: 'system', what: 'topic', key: 't', seq: 4, time: NOON, name: text, topic: text },
            messageEntry(5, {
              own: true,
              seq: undefined,
              delivery: { state: 'failed', reason: text, retryable: true },
            }),
          ],
        }),
      );
      await panel.post({ type: 'notice', level: index % 2 === 0 ? 'info' : 'error', message: text });
      await panel.page.getByRole('button', { name: /person|people/u }).click();
      const shown = await panel.page.locator('message-text .text').first().textContent();
      assert.equal(shown?.startsWith(text.slice(0, 300)), true, text);
    }
    const found = await panel.page.evaluate(() => {
      const foreign: string[] = [];
      const own =
        /^(?:article|bdi|button|div|figure|figcaption|h1|header|li|main|p|path|pre|rect|slot|span|svg|textarea|time|ul|a)$/u;
      const walk = (root: ParentNode): void => {
        for (const element of root.querySelectorAll('*')) {
          if (!own.test(element.localName) && !element.localName.includes('-')) foreign.push(element.outerHTML);
          if (element instanceof HTMLAnchorElement && !/^https?:\/\//u.test(element.href))
            foreign.push(element.outerHTML);
          for (const { name } of element.attributes) if (/^on|^style$/u.test(name)) foreign.push(element.outerHTML);
          if (element.shadowRoot) walk(element.shadowRoot);
        }
      };
      walk(document.querySelector('room-chat-app')!.shadowRoot!);
      return { foreign, ran: 'ran' in window };
    });
    assert.deepEqual(found, { foreign: [], ran: false });
    assert.deepEqual(panel.strayRequests, []);
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.errors, []);
    for (const type of ['openLink', 'openFile', 'saveFile', 'previewFile', 'join', 'retry'] as const) {
      assert.deepEqual(await panel.commands(type), [], type);
    }
  }).timeout(60_000);

  it('shows no picture from elsewhere, even where the host were deceived', async () => {
    const panel = await suite.open();
    const file = { id: 'f', name: 'a.png', size: 9, mediaType: 'image/png', sha256: '', width: 9, height: 9 };
    await panel.show(snapshot({ entries: [fileEntry(1, { file, bytes: { state: 'ready', imageUri: SINK } })] }));
    await panel.page.waitForFunction(() => window.violations.length > 0);
    assert.deepEqual(await panel.violations(), [`img-src ${SINK}`]);
  });

  it('acquires the editor’s interface once and evaluates no text', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1)] }));
    assert.deepEqual(panel.errors, []);
    assert.deepEqual(await panel.violations(), []);
  });
});
