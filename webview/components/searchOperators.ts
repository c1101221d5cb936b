import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';

/** What narrows a search, as it is typed. */
export function renderOperators(): TemplateResult {
  const operators: [string, string][] = [
    [l10n.t('"two words"'), l10n.t('just as they stand')],
    [l10n.t('from:name'), l10n.t('said by somebody')],
    [l10n.t('in:room'), l10n.t('in one room')],
    ['has:file', l10n.t('files only')],
  ];
  return html`<dl>
    ${operators.map(
      ([typed, meaning]) =>
        html`<dt>${typed}</dt>
          <dd>${meaning}</dd>`,
    )}
  </dl>`;
}
