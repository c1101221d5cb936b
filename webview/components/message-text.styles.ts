import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }

  .text {
    overflow-wrap: anywhere;
    tab-size: 4;
    user-select: text;
  }

  p,
  .heading,
  ul,
  ol,
  blockquote,
  .table {
    margin: 0;
  }

  p,
  .heading,
  th,
  td {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }

  .text > * + *,
  blockquote > * + *,
  li > * + p {
    margin-top: 0.4em;
  }

  .large {
    font-size: 2em;
    line-height: 1.25;
  }

  .heading {
    font-weight: 600;
  }

  .level-1 {
    font-size: 1.2em;
  }

  .level-2 {
    font-size: 1.1em;
  }

  ul,
  ol {
    padding-inline-start: 1.7em;
  }

  .task {
    list-style: none;
    margin-inline-start: -1.4em;
    padding-inline-start: 1.4em;
  }

  .task .box {
    float: inline-start;
    margin-inline-start: -1.4em;
  }

  blockquote {
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--vscode-textBlockQuote-border, var(--vscode-focusBorder));
    color: var(--vscode-descriptionForeground);
  }

  code {
    padding: 1px 3px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    color: var(--vscode-textPreformat-foreground, var(--vscode-foreground));
    background: var(--vscode-textPreformat-background, var(--vscode-textBlockQuote-background));
    font-family: var(--vscode-editor-font-family);
    font-size: 0.94em;
  }

  .table {
    overflow-x: auto;
  }

  table {
    border-collapse: collapse;
  }

  th,
  td {
    padding: 2px 8px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentColor));
    text-align: start;
  }

  .center {
    text-align: center;
  }

  .right {
    text-align: end;
  }

  hr {
    margin: 6px 0;
    border: 0;
    border-top: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentColor));
  }

  a {
    color: var(--vscode-textLink-foreground);
    text-decoration: underline;
    text-underline-offset: 2px;
  }

  a:hover {
    color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground));
  }

  .mention {
    border-radius: 3px;
    color: var(--vscode-textLink-foreground);
    font-weight: 600;
  }

  .mention.self {
    padding: 0 2px;
    border: 1px solid var(--vscode-contrastActiveBorder, transparent);
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
  }

  .mark {
    color: var(--vscode-descriptionForeground);
    font-size: 0.85em;
  }

  .fold {
    margin-top: 2px;
  }
`;
