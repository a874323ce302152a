import { mebibytes } from "../../platform/quantity";

/** What a node of Dremio's is given. Amounts as in the configuration, for example `2560Mi`. */
export interface NodeSize {
  /** Memory limit of its container. */
  memory: string;
  /** Java heap. */
  heap: string;
  /** Memory outside the heap, in which queries run. */
  directMemory: string;
}

/** A coordinator that plans, and executors that run what it has planned. */
export interface DremioSizes {
  coordinator: NodeSize;
  executor: NodeSize;
  /** How many executors of that size there are. */
  executors: number;
}

/** Least memory limit of a node, and what heap and direct memory leave of it to code, threads and buffers. */
export const leastMemory = "1536Mi";
export const outsideBoth = "512Mi";
/** Least heap, and least direct memory. */
export const leastPart = "512Mi";
/** Java's pointers grow beyond it, so that a heap a little larger holds less. */
const mostHeap = "31Gi";
/** An executor keeps little on its heap: rows lie outside it. */
const mostExecutorHeap = "8Gi";
const mostExecutors = 100;

/** Whether heap and direct memory leave enough of the limit; a limit below the least is an error of its own. */
export const fits = ({ memory, heap, directMemory }: NodeSize): boolean =>
  mebibytes(memory) < mebibytes(leastMemory) ||
  mebibytes(heap) + mebibytes(directMemory) + mebibytes(outsideBoth) <= mebibytes(memory);

/** @param share of what is left beside {@link outsideBoth} that becomes heap */
function split(what: string, memory: string, share: number, most: string): NodeSize {
  if (!/^[1-9]\d*(Mi|Gi)$/.test(memory) || mebibytes(memory) < mebibytes(leastMemory))
    throw new Error(`dremio ${what}: memory is ${memory}; it must be at least ${leastMemory}, in Mi or Gi`);
  const rest = mebibytes(memory) - mebibytes(outsideBoth);
  const least = mebibytes(leastPart);
  const heap = Math.min(Math.max(Math.floor(rest * share), least), mebibytes(most), rest - least);
  return { memory, heap: `${heap}Mi`, directMemory: `${rest - heap}Mi` };
}

/**
 * Sizes of a Dremio of several nodes from their limits: a coordinator's memory is mostly heap, since it plans and keeps
 * the catalogue; an executor's is mostly direct, since rows lie there. A host of its own for each node is assumed; on dev
 * one node is both, with the sizes of the configuration. The shares are the design's own and were not measured.
 * @throws Error for a limit below the least, or a number of executors that is none
 */
export function dremioSizes(nodes: {
  coordinator: string;
  executor: string;
  executors: number;
}): DremioSizes {
  const { executors } = nodes;
  if (!Number.isInteger(executors) || executors < 1 || executors > mostExecutors)
    throw new Error(
      `dremio executors: their number is ${executors}; it must be whole, from 1 to ${mostExecutors}`,
    );
  return {
    coordinator: split("coordinator", nodes.coordinator, 3 / 4, mostHeap),
    executor: split("executor", nodes.executor, 1 / 4, mostExecutorHeap),
    executors,
  };
}
