/** Whether a quantity of a resource is none. */
export const isNothing = (quantity: string | number | undefined): boolean =>
  quantity === undefined || Number.parseFloat(String(quantity)) === 0;
