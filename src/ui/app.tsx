import { useMemo } from 'react';
import { Box } from 'ink';
import type { Clock } from '../engine/domain/clock.ts';
import type { RunHandle } from '../engine/domain/run-handle.ts';
import { ApprovalCard } from './components/approval-card.tsx';
import { Footer } from './components/footer.tsx';
import { Header } from './components/header.tsx';
import { TooSmall } from './components/too-small.tsx';
import { useRun } from './hooks/use-run.ts';
import { useShownFor } from './hooks/use-shown-for.ts';
import { useKeys, useUi } from './hooks/use-ui.ts';
import type { Scene } from './press-key.ts';
import type { RunFeed } from './run-feed.ts';
import { Dashboard } from './screens/dashboard.tsx';
import { Gate } from './screens/gate.tsx';
import { Scrolled } from './screens/scrolled.tsx';
import { arrange } from './selectors/arrange.ts';
import { rowCache } from './selectors/worker-row.ts';

/** A card that has been on the screen for less cannot have been read. */
const READ_MS = 300;

interface Props {
  readonly handle: RunHandle;
  readonly feed: RunFeed;
  readonly clock: Clock;
  readonly note: string | null;
  /** The terminal's size in cells. */
  readonly width: number;
  readonly height: number;
  readonly onClose: () => void;
}

/** The whole screen: header, one of the screens, the approval card, the bottom line. */
export function App({ handle, feed, clock, note, width, height, onClose }: Props) {
  const { run, now } = useRun(feed);
  const [ui, change] = useUi();
  const rowOf = useMemo(() => rowCache(), []);
  const view = arrange(handle, run, ui, now, width, height);
  const { card, gate, layout } = view;
  const shownFor = useShownFor(card?.view.approval.id ?? null, clock);

  const scene = (): Scene => ({
    run,
    worker: (id) => handle.worker(id),
    card: card?.view.approval.id ?? null,
    cardReady: shownFor() >= READ_MS,
    gate: view.screen === 'gate',
    page: Math.max(1, (gate?.layout.evidence ?? layout.body) - 2),
    lastScroll: view.lastScroll,
    lastCommandScroll: card?.lastScroll ?? 0,
  });
  useKeys(change, scene, (command) => handle.send(command), onClose);

  if (view.screen === 'too-small') return <TooSmall run={run} width={width} height={height} />;
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <Header run={run} now={now} width={width} height={layout.header} note={note} />
      {view.screen === 'dashboard' && (
        <Dashboard run={run} handle={handle} rowOf={rowOf} ui={ui} now={now} width={width} layout={layout} />
      )}
      {(view.screen === 'detail' || view.screen === 'help') && (
        <Scrolled lines={view.text} scroll={view.scroll} height={layout.body} />
      )}
      {gate !== null && (
        <Gate
          run={run}
          report={gate.report}
          evidence={view.text}
          handle={handle}
          rowOf={rowOf}
          ui={ui}
          scroll={view.scroll}
          now={now}
          width={width}
          layout={gate.layout}
        />
      )}
      {card !== null && (
        <ApprovalCard
          view={card.view}
          command={card.command}
          scroll={card.scroll}
          height={layout.command}
          now={now}
          width={width}
        />
      )}
      <Footer ui={ui} run={run} screen={view.screen} position={view.position} width={width} />
    </Box>
  );
}
