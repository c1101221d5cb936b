import assert from 'node:assert/strict';
import { Counter, Gauge, Histogram } from '../../../server/metricFamilies.ts';

describe('figures in Prometheus’ text form', () => {
  it('a counter counts for each value of its labels, and escapes them', () => {
    const counter = new Counter('requests_total', 'Requests.', 'type', 'code');
    counter.add(1, 'message', 'ok');
    counter.add(2, 'message', 'ok');
    counter.add(1, 'a "b"\\\n', 'x');
    assert.equal(
      counter.text(),
      [
        '# HELP requests_total Requests.',
        '# TYPE requests_total counter',
        'requests_total{type="message",code="ok"} 3',
        'requests_total{type="a \\"b\\"\\\\\\n",code="x"} 1',
      ].join('\n'),
    );
  });

  it('a counter without labels begins at 0, a gauge is read when it is asked', () => {
    assert.match(new Counter('dropped_total', 'Dropped.').text(), /\ndropped_total 0$/u);
    let now = 1;
    const gauge = new Gauge('sessions', 'Sessions.', () => now);
    now = 2;
    assert.equal(gauge.text(), '# HELP sessions Sessions.\n# TYPE sessions gauge\nsessions 2');
  });

  it('the buckets of a histogram hold all that was at most their bound', () => {
    const histogram = new Histogram('seconds', 'Seconds.', [0.1, 1]);
    for (const value of [0.05, 0.1, 0.5, 3]) histogram.observe(value);
    assert.deepEqual(histogram.text().split('\n').slice(2), [
      'seconds_bucket{le="0.1"} 2',
      'seconds_bucket{le="1"} 3',
      'seconds_bucket{le="+Inf"} 4',
      'seconds_sum 3.65',
      'seconds_count 4',
    ]);
  });
});
