/** Space between what is opened and what it was opened from, and to the edges of the page, in pixels. */
const MARGIN_PX = 4;

/** Puts an open popover below `anchor`, or above it where there is more room, and always within the page. */
export function placeBeside(popover: HTMLElement, anchor: DOMRect): void {
  const { width, height } = popover.getBoundingClientRect();
  const below = window.innerHeight - anchor.bottom;
  const top =
    below >= height + MARGIN_PX || below >= anchor.top ? anchor.bottom + MARGIN_PX : anchor.top - height - MARGIN_PX;
  const left = getComputedStyle(popover).direction === 'rtl' ? anchor.left : anchor.right - width;
  popover.style.left = `${within(left, window.innerWidth - width)}px`;
  popover.style.top = `${within(top, window.innerHeight - height)}px`;
}

function within(place: number, most: number): number {
  return Math.max(MARGIN_PX, Math.min(place, most - MARGIN_PX));
}
