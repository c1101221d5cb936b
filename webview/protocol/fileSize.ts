/** As the editor and the systems' file managers write them; the names of the standard differ (kB) or are strange (KiB). */
const UNITS = ['KB', 'MB', 'GB', 'TB'];

/**
 * A size in the largest unit that leaves at least one, in steps of 1,024 as the editor counts.
 *
 * @param locales BCP 47 tags of whose digits and words are used
 */
export function fileSize(bytes: number, locales: string | string[]): string {
  let size = bytes;
  let steps = 0;
  while (size >= 1023.5 && steps < UNITS.length) {
    size /= 1024;
    steps += 1;
  }
  if (steps === 0) {
    return new Intl.NumberFormat(locales, { style: 'unit', unit: 'byte', unitDisplay: 'long' }).format(
      Math.round(size),
    );
  }
  const digits = new Intl.NumberFormat(locales, { maximumFractionDigits: size < 10 ? 1 : 0 });
  return `${digits.format(size)} ${UNITS[steps - 1] ?? ''}`;
}
