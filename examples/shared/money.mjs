// Amounts as they travel, and in the smallest unit.

/** "1149.00" is 114900: exact, since prices have two decimal places. */
export function unitsOf(value) {
  const [whole, places = ''] = String(value).split('.');
  return Number(whole) * 100 + Math.sign(Number(whole) || 1) * Number(places.padEnd(2, '0').slice(0, 2));
}

export const valueOf = (units) => (units / 100).toFixed(2);
