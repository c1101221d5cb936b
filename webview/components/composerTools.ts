import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import type { SendKey } from '../protocol/messages.ts';
import { bytesLeft, bytesOver } from '../wording.ts';

/** What stands below the box that one writes in, and what its buttons do. */
export interface ComposerTools {
  /** Of the longest message, negative past it; absent where there is no limit. */
  bytesLeft: number | undefined;
  /** So few are left that they are told. */
  near: boolean;
  sendKey: SendKey;
  sendable: boolean;
  share: () => void;
  pickEmoji: (event: Event) => void;
  send: () => void;
}

/** The line of buttons; `count` and `help` describe the box. */
export function renderTools(tools: ComposerTools): TemplateResult {
  const { bytesLeft: left } = tools;
  const over = left !== undefined && left < 0;
  return html`<div class="tools">
    <button
      class="icon-button"
      title=${l10n.t('Share a File… (or paste it, or drop it with Shift held)')}
      aria-label=${l10n.t('Share a File…')}
      @click=${tools.share}
    >
      ${icon('attach')}
    </button>
    <button
      class="icon-button"
      title=${l10n.t('Insert Emoji…')}
      aria-label=${l10n.t('Insert Emoji…')}
      @click=${tools.pickEmoji}
    >
      ${icon('smiley')}
    </button>
    <span id="help" class="visually-hidden">${l10n.t('Alt+F1 says what you can type and press.')}</span>
    <span id="count" class="count ${over ? 'over' : ''}">
      ${left !== undefined && tools.near ? (over ? bytesOver(-left) : bytesLeft(left)) : nothing}
    </span>
    <button
      class="icon-button send"
      title=${tools.sendKey === 'enter' ? l10n.t('Send (Enter)') : l10n.t('Send (Ctrl+Enter)')}
      aria-label=${l10n.t('Send')}
      aria-disabled=${tools.sendable ? 'false' : 'true'}
      @click=${tools.send}
    >
      ${icon('send')}
    </button>
  </div>`;
}
