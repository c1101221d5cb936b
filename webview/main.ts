import * as l10n from '@vscode/l10n';
import './main.css';
import './components/room-chat-app.ts';
import { connectHost } from './host.ts';
import { useLocale } from './wording.ts';

// Elements render in a microtask at the earliest: the language is known before the first text is made.
const bundle = document.getElementById('l10n')?.textContent.trim() ?? '';
if (bundle !== '') l10n.config({ contents: bundle });
useLocale(document.documentElement.lang);
document.querySelector('room-chat-app')?.start(connectHost());
