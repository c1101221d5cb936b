import assert from 'node:assert/strict';
import { panelHtml, type PanelPage } from '../../../extension/panel/panelHtml.ts';

const page: PanelPage = {
  cspSource: 'https://*.example.net',
  nonce: 'abc123',
  scriptUri: 'https://x.example.net/webview.js',
  styleUri: 'https://x.example.net/webview.css',
  language: 'de',
  title: 'Chat',
  surface: 'view' as const,
  l10n: {},
};

describe('panelHtml', () => {
  it('lets only the one script with the nonce run, and the page connect to nowhere', () => {
    const html = panelHtml(page);
    assert.match(html, /default-src 'none'; script-src 'nonce-abc123'; style-src https:\/\/\*\.example\.net;/u);
    assert.match(html, /connect-src 'none'/u);
    assert.doesNotMatch(html, /unsafe-/u);
    assert.equal(html.match(/<script nonce="abc123"/gu)?.length, 1);
  });

  it('keeps a translation from ending the element it stands in', () => {
    const html = panelHtml({ ...page, l10n: { Send: '</script><script>alert(1)</script>' } });
    assert.doesNotMatch(html, /<script>alert/u);
  });

  it('keeps an attribute from ending early', () => {
    assert.doesNotMatch(panelHtml({ ...page, language: '"><b>' }), /<b>/u);
  });
});
