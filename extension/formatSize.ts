import * as vscode from 'vscode';

/** A size as people read it, in steps of 1,024. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  const digits = new Intl.NumberFormat(vscode.env.language, {
    maximumFractionDigits: step === 0 || value >= 100 ? 0 : 1,
  });
  return `${digits.format(value)} ${units[step] ?? 'B'}`;
}
