/**
 * Calls a function for every item, at most `limit` at a time.
 * @returns results in the order of the items
 * @throws the first failure, once no call is running any more
 */
export async function mapLimited<Item, Result>(
  items: readonly Item[],
  limit: number,
  body: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await body(items[index]!);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
