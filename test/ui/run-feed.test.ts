import { describe, expect, it } from 'vitest';
import { openFeed } from '../../src/ui/run-feed.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { START, aWorker, fakeRun } from '../support/fake-run.ts';

function follow() {
  const run = fakeRun([aWorker(1), aWorker(2)]);
  const clock = fakeClock(START);
  const feed = openFeed(run.handle, clock);
  let published = 0;
  feed.subscribe(() => published++);
  return { run, clock, feed, published: () => published };
}

describe('openFeed', () => {
  it('publishes a burst of events once, a tenth of a second later', () => {
    const { run, clock, feed, published } = follow();
    for (let n = 0; n < 500; n++) run.set(aWorker(1, { lastEvent: String(n) }));
    expect(published()).toBe(0);
    clock.advance(100);
    expect(published()).toBe(1);
    expect(feed.snapshot().run.seq).toBe(501);
  });

  it('reads no worker for an event', () => {
    const { run, clock } = follow();
    run.set(aWorker(1, { lastEvent: 'x' }));
    clock.advance(100);
    expect(run.reads.size).toBe(0);
  });

  it('publishes each second when nothing happens, for the clocks', () => {
    const { clock, feed, published } = follow();
    clock.advance(3000);
    expect(published()).toBe(3);
    expect(feed.snapshot().now).toBe(START + 3000);
  });

  it('leaves nothing behind once it is closed', () => {
    const { run, clock, feed } = follow();
    run.set(aWorker(1));
    feed.close();
    expect(clock.pending()).toBe(0);
    expect(run.listeners()).toBe(0);
  });
});
