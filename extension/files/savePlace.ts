import path from 'node:path';
import { normalizeFileName } from '../../server/protocol/names.ts';

/** Why a place is asked about once more before a file of somebody else's is put there. */
export type SaveRisk = 'configures' | 'runs';

// Device names with any extension, as Windows reads them, superscript digits included.
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/iu;
// Case does not count on Windows and macOS, nor do dots and spaces at the end on Windows, nor the stream of a name there.
const CONFIGURES_FOLDER = /(?:^|\/)(?:\.vscode|\.git|\.github|\.idea|\.devcontainer|\.ssh|\.husky)[. ]*\//iu;
const CONFIGURES_FILE = /(?:^|\/)(?:\.[^/]+|[^/]*\.code-workspace[. ]*(?::[^/]*)?)$/iu;
const RUNS =
  /\.(?:exe|com|scr|pif|msi|msix|appx|bat|cmd|ps1|psm1|vbs|vbe|js|jse|mjs|cjs|wsf|wsh|hta|cpl|msc|jar|sh|bash|zsh|ksh|csh|fish|command|app|pkg|dmg|deb|rpm|run|appimage|desktop|lnk|url|scf|reg|inf|vsix|py|pyw|pl|rb|php|lua)[. ]*(?::[^/]*)?$/iu;

/**
 * The name under which a received file is offered for saving: its own where every system takes it, never that of a
 * device, without dots and spaces at its end.
 *
 * @param platform of the computer that saves, as `process.platform` says
 */
export function saveName(fileName: string, platform: NodeJS.Platform): string {
  const name = normalizeFileName(fileName).replace(/[. ]+$/u, '');
  const allowed = platform === 'win32' ? name.replace(/[<>:"|?*]/gu, '_') : name;
  if (allowed === '') return 'file';
  if (!DEVICE.test(allowed)) return allowed;
  // One character longer than it was: it may have been as long as a name can be.
  return normalizeFileName(`_${allowed}`).replace(/[. ]+$/u, '');
}

/**
 * The folder that a setting names: an absolute path, or one in the person's own folder (`~/…`); `undefined` for others,
 * which would be another folder in each window.
 */
export function saveFolder(setting: string, home: string): string | undefined {
  if (setting === '~' || /^~[/\\]/u.test(setting)) return path.join(home, setting.slice(1));
  return path.isAbsolute(setting) ? path.normalize(setting) : undefined;
}

/** @param place its path, with `/` between its parts */
export function saveRisk(place: string): SaveRisk | undefined {
  if (CONFIGURES_FOLDER.test(place) || CONFIGURES_FILE.test(place)) return 'configures';
  return RUNS.test(place) ? 'runs' : undefined;
}
