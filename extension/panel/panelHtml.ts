/** What the page of the chat is made of. URIs are those of the webview, ready to stand in an attribute. */
export interface PanelPage {
  cspSource: string;
  nonce: string;
  scriptUri: string;
  styleUri: string;
  /** BCP 47 tag of the editor's language. */
  language: string;
  title: string;
  /** Where it stands: what is behind a page in the side bar differs from an editor's. */
  surface: 'view' | 'editor';
  /** Translations by English text. */
  l10n: Readonly<Record<string, string | { message: string; comment: string[] }>>;
}

/**
 * The chat's page: nothing runs but the one script with the nonce, nothing is fetched but from the extension's own
 * folders, and the page can connect to nowhere.
 */
export function panelHtml(page: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource}`,
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(page.language)}" data-surface="${page.surface}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${attribute(page.title)}</title>
    <link rel="stylesheet" href="${attribute(page.styleUri)}">
  </head>
  <body>
    <script type="application/json" id="l10n">${scriptData(page.l10n)}</script>
    <room-chat-app></room-chat-app>
    <script nonce="${attribute(page.nonce)}" src="${attribute(page.scriptUri)}"></script>
  </body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** JSON that cannot end the element it stands in. */
function scriptData(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
