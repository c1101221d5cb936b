import type { Memento } from 'vscode';

/** What an extension keeps for a person or a window, without the editor; `failing` keeps nothing and says so. */
export function memory(failing = false): Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, fallback?: T) => (values.get(key) ?? fallback) as T,
    update: (key: string, value: unknown) =>
      failing ? Promise.reject(new Error('no space')) : Promise.resolve(void values.set(key, value)),
  };
}
