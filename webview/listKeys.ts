/** What a key means on a row of the list. */
export type RowKey = 'previous' | 'next' | 'first' | 'last' | 'actions' | 'leave';

/** What a key that was pressed on a row means; `undefined` for one that means nothing there. */
export function rowKey({ key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): RowKey | undefined {
  if (ctrlKey || altKey || metaKey) return undefined;
  if (shiftKey) return key === 'F10' ? 'actions' : undefined;
  switch (key) {
    case 'ArrowUp':
      return 'previous';
    case 'ArrowDown':
      return 'next';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    case 'Enter':
    case 'ContextMenu':
      return 'actions';
    case 'Escape':
      return 'leave';
    default:
      return undefined;
  }
}
