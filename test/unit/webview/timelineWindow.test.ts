import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Row } from '../../../webview/timeline.ts';
import { TimelineWindow } from '../../../webview/timelineWindow.ts';

const rows = (from: number, to: number): Row[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ kind: 'day', key: String(from + index), time: 0 }));

function shown(window: TimelineWindow): [first: string, last: string, count: number] {
  const all = window.shown;
  return [all[0]?.key ?? '', all.at(-1)?.key ?? '', all.length];
}

/** A list, not drawn yet, that holds sixty rows. */
const SIXTY_ROWS = { clientHeight: 720, scrollHeight: 0 };

describe('TimelineWindow', () => {
  it('shows the newest, and follows it', () => {
    const window = new TimelineWindow();
    window.take(rows(1, 1_000), true);
    assert.deepEqual(shown(window), ['981', '1000', 20]);
    window.take(rows(1, 1_005), true);
    assert.deepEqual(shown(window), ['986', '1005', 20]);
    window.take(rows(1, 15), true);
    assert.deepEqual(shown(window), ['1', '15', 15]);
  });

  it('moves both ways by steps and holds no more rows for it', () => {
    const window = new TimelineWindow();
    window.fit(SIXTY_ROWS, 0);
    window.take(rows(1, 300), true);
    for (const expected of ['217', '193', '169', '145', '121']) {
      assert.equal(window.moveUp(), true);
      assert.equal(shown(window)[0], expected);
      assert.ok(shown(window)[2] <= 60);
    }
    while (window.moveUp()) assert.ok(shown(window)[2] <= 60);
    assert.equal(shown(window)[0], '1');
    while (window.moveDown()) assert.ok(shown(window)[2] <= 60);
    assert.deepEqual(shown(window), ['241', '300', 60]);
  });

  it('stays where one reads while rows come and go at both ends', () => {
    const window = new TimelineWindow();
    window.fit(SIXTY_ROWS, 0);
    window.take(rows(1, 1_000), true);
    window.showAround(500);
    assert.deepEqual(shown(window), ['471', '530', 60]);
    window.take(rows(200, 1_200), false);
    assert.deepEqual(shown(window), ['471', '530', 60]);
    window.take(rows(500, 1_200), false);
    assert.deepEqual(shown(window).slice(0, 1), ['500']);
    window.take(rows(2_000, 2_300), false);
    assert.deepEqual(shown(window), ['2241', '2300', 60]);
  });

  it('grows where there were few', () => {
    const window = new TimelineWindow();
    window.fit(SIXTY_ROWS, 0);
    window.take(rows(100, 110), false);
    window.take(rows(1, 300), false);
    assert.deepEqual(shown(window), ['100', '159', 60]);
  });

  it('holds as many rows as a tall list needs', () => {
    const window = new TimelineWindow();
    window.fit({ clientHeight: 4_000, scrollHeight: 0 }, 600);
    window.take(rows(1, 1_000), true);
    assert.equal(shown(window)[2], 284);
  });

  it('holds fewer rows where they are high', () => {
    const window = new TimelineWindow();
    window.take(rows(1, 1_000), true);
    window.fit({ clientHeight: 4_000, scrollHeight: 1_000 }, 600);
    window.take(rows(1, 1_000), true);
    assert.equal(shown(window)[2], 124);
  });

  it('draws few rows first, and the rest before and after them', () => {
    const window = new TimelineWindow();
    window.take(rows(1, 1_000), true);
    window.fit({ clientHeight: 800, scrollHeight: 20 * 40 }, 600);
    assert.equal(window.fill(), true);
    assert.deepEqual(shown(window), ['927', '1000', 74]);
    assert.equal(window.fill(), false);
    window.showOldest();
    window.take(rows(1, 1_000), false);
    window.fit({ clientHeight: 1_600, scrollHeight: 74 * 40 }, 600);
    assert.equal(window.fill(), true);
    assert.deepEqual(shown(window), ['1', '94', 94]);
  });

  it('is full where there are no more rows', () => {
    const window = new TimelineWindow();
    window.take(rows(1, 10), true);
    window.fit({ clientHeight: 800, scrollHeight: 400 }, 600);
    assert.equal(window.fill(), false);
  });
});
