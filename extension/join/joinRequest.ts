import type { JoinRequest } from './joinFlow.ts';

/** Takes what another extension, a keybinding or a link gives; anything but text is not heard. */
export function joinRequest(value: unknown): JoinRequest {
  if (typeof value !== 'object' || value === null) return {};
  const text = (name: string): string | undefined => {
    const field: unknown = (value as Record<string, unknown>)[name];
    return typeof field === 'string' && field !== '' ? field : undefined;
  };
  return { server: text('server'), room: text('room'), name: text('name') };
}
