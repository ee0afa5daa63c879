import { matrixOf, multiply, type Matrix } from './matrix.ts';
import { operators } from './operators.ts';

/** How the next text is painted, and where (ISO 32000-1, §8.4 and §9.3). */
export interface GraphicsState {
  ctm: Matrix;
  /** `#rrggbb`; null: a pattern. */
  fill: string | null;
  alpha: number;
  renderingMode: number;
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  horizontalScale: number;
  leading: number;
  rise: number;
}

interface TextPlace {
  readonly matrix: Matrix;
  readonly x: number;
  readonly y: number;
  readonly lineX: number;
  readonly lineY: number;
}

/** All that the operators change. */
interface Machine {
  state: GraphicsState;
  readonly saved: GraphicsState[];
  text: TextPlace;
}

const identity: Matrix = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
const textStart: TextPlace = { matrix: identity, x: 0, y: 0, lineX: 0, lineY: 0 };
const firstState: GraphicsState = {
  ctm: identity,
  fill: '#000000',
  alpha: 1,
  renderingMode: 0,
  fontSize: 1,
  charSpacing: 0,
  wordSpacing: 0,
  horizontalScale: 1,
  leading: 0,
  rise: 0,
};

type Effect = (machine: Machine, values: readonly unknown[]) => void;

const save: Effect = (machine) => void machine.saved.push({ ...machine.state });
const restore: Effect = (machine) => {
  machine.state = machine.saved.pop() ?? machine.state;
};
const move: Effect = (machine, values) => {
  const [x, y] = [machine.text.lineX + numberIn(values, 0), machine.text.lineY + numberIn(values, 1)];
  machine.text = { ...machine.text, x, y, lineX: x, lineY: y };
};
const transform: Effect = ({ state }, values) => {
  const matrix = matrixFrom(values);
  if (matrix !== null) state.ctm = multiply(state.ctm, matrix);
};

const effects: ReadonlyMap<number, Effect> = new Map<number, Effect>([
  [operators.save, save],
  [operators.restore, restore],
  [
    operators.paintFormXObjectBegin,
    (machine, values) => {
      save(machine, values);
      transform(machine, arrayIn(values[0]));
    },
  ],
  [operators.paintFormXObjectEnd, restore],
  [operators.transform, transform],
  [operators.setGState, ({ state }, values) => setGraphicsState(state, arrayIn(values[0]))],
  [operators.setFillRgbColor, ({ state }, [colour]) => void (state.fill = typeof colour === 'string' ? colour.toLowerCase() : null)],
  [operators.setFillTransparent, ({ state }) => void (state.fill = null)],
  [operators.setFont, ({ state }, values) => void (state.fontSize = numberIn(values, 1))],
  [operators.setTextRenderingMode, ({ state }, values) => void (state.renderingMode = numberIn(values, 0))],
  [operators.setCharSpacing, ({ state }, values) => void (state.charSpacing = numberIn(values, 0))],
  [operators.setWordSpacing, ({ state }, values) => void (state.wordSpacing = numberIn(values, 0))],
  [operators.setHScale, ({ state }, values) => void (state.horizontalScale = numberIn(values, 0) / 100)],
  [operators.setLeading, ({ state }, values) => void (state.leading = -numberIn(values, 0))],
  [operators.setTextRise, ({ state }, values) => void (state.rise = numberIn(values, 0))],
  [operators.beginText, (machine) => void (machine.text = textStart)],
  [
    operators.setTextMatrix,
    (machine, values) =>
      void (machine.text = { ...textStart, matrix: matrixFrom(values.length === 1 ? arrayIn(values[0]) : values) ?? identity }),
  ],
  [operators.moveText, move],
  [
    operators.setLeadingMoveText,
    (machine, values) => {
      machine.state.leading = numberIn(values, 1);
      move(machine, values);
    },
  ],
  [operators.nextLine, (machine) => move(machine, [0, machine.state.leading])],
]);

/** Follows the operators of a page that change how and where text is painted. */
export function createTextState() {
  const machine: Machine = { state: { ...firstState }, saved: [], text: textStart };
  return {
    apply: (operator: number, values: readonly unknown[]): void => effects.get(operator)?.(machine, values),
    current: (): Readonly<GraphicsState> => machine.state,
    /** Where the next letter stands in the space of the page, and where a unit of text leads along its line and up. */
    textOrigin: () => {
      const { a, b, c, d, e, f } = multiply(machine.state.ctm, machine.text.matrix);
      const [x, y] = [machine.text.x, machine.text.y + machine.state.rise];
      return { x: a * x + c * y + e, y: b * x + d * y + f, alongX: a, alongY: b, upX: c, upY: d };
    },
    advance: (distance: number) => {
      machine.text = { ...machine.text, x: machine.text.x + distance };
    },
  };
}

function setGraphicsState(state: GraphicsState, entries: readonly unknown[]): void {
  for (const entry of entries) {
    const [key, value] = arrayIn(entry);
    if (key === 'ca' && typeof value === 'number') state.alpha = value;
  }
}

function numberIn(values: readonly unknown[], index: number): number {
  const value = values[index];
  return typeof value === 'number' ? value : 0;
}

/** Numbers come in arrays of any kind. */
function arrayIn(value: unknown): readonly unknown[] {
  if (value instanceof Float32Array || value instanceof Float64Array) return Array.from(value);
  return Array.isArray(value) ? value : [];
}

function matrixFrom(values: readonly unknown[]): Matrix | null {
  return matrixOf(values.map(Number));
}
