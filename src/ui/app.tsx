import { Box } from 'ink';
import type { Clock } from '../engine/domain/clock.ts';
import type { RunHandle } from '../engine/domain/run-handle.ts';
import type { Arrangement } from './arrange.ts';
import { Header } from './components/header.tsx';
import { TextBlock } from './components/text-block.tsx';
import { TooSmall } from './components/too-small.tsx';
import { useArrangement } from './hooks/use-arrangement.ts';
import { useDrawNow } from './hooks/use-draw-now.ts';
import { useRun } from './hooks/use-run.ts';
import { useShownFor } from './hooks/use-shown-for.ts';
import { useKeys, useUi } from './hooks/use-ui.ts';
import { ApprovalCard } from './overlays/approval-card/approval-card.tsx';
import { keysOf, pressKey } from './press-key.ts';
import type { RunFeed } from './run-feed.ts';
import type { ScreenSet } from './screen-set.ts';
import { footerLine } from './selectors/footer.ts';

/** A card that has been on the screen for less cannot have been read. */
const READ_MS = 300;

interface Props {
  readonly screens: ScreenSet;
  readonly handle: RunHandle;
  readonly feed: RunFeed;
  readonly clock: Clock;
  readonly note: string | null;
  /** The terminal's size in cells. */
  readonly width: number;
  readonly height: number;
  readonly onClose: () => void;
}

/** The whole screen: header, the screen in sight, the approval card, the bottom line. */
export function App({ screens, handle, feed, clock, note, width, height, onClose }: Props) {
  const snapshot = useRun(feed);
  const [view, change] = useUi();
  const arranged = useArrangement(screens, handle, { width, height });
  const at = arranged(snapshot, view);
  const { ui, sight } = at;
  const { run, now } = snapshot;
  const drawNow = useDrawNow(clock);
  const shownFor = useShownFor(sight?.card?.approval ?? null, clock);
  const isRead = ({ sight: seen }: Arrangement): boolean =>
    seen !== null && seen.card !== null && shownFor(seen.card.approval) >= READ_MS;

  useKeys(
    change,
    (latest, press, text) => {
      const pressedAt = arranged(feed.snapshot(), latest);
      return pressKey(pressedAt, press, text, isRead(pressedAt));
    },
    (command) => handle.send(command),
    drawNow,
    onClose,
  );

  if (sight === null) return <TooSmall run={run} width={width} height={height} />;
  const { layout, screen, shown, card } = sight;
  const footer = footerLine(ui, run, shown, screen.hints, keysOf(at, false), width);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <Header run={run} now={now} width={width} height={layout.header} note={note} />
      <Box flexDirection="column" height={layout.body} flexShrink={0} overflow="hidden">
        {shown.element}
      </Box>
      {card !== null && <ApprovalCard view={card} />}
      <TextBlock view={{ lines: [footer], width, height: layout.footer }} />
    </Box>
  );
}
