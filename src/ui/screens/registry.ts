import { dashboard } from './dashboard/dashboard.ts';
import { gate } from './gate/gate.ts';
import { help } from './help/help.ts';
import type { RegisteredScreen } from './screen.ts';
import { worker } from './worker/worker.ts';

/**
 * Every screen there is: the one place that names them. The first one whose `home` holds lies at the bottom of the
 * stack, and the help lists their keys in this order.
 */
export const SCREENS: readonly RegisteredScreen[] = [gate, dashboard, worker, help];
