/** Goods of the mock shops: name, category, what it is, price in PKR. Only for developing pages; never shipped. */
type Row = readonly [name: string, category: string, description: string, rupees: number];

export const CORNER_PANTRY: readonly Row[] = [
  ["Sooper egg biscuits, 12 pack", "Biscuits", "Egg and milk biscuits in snack packs.", 240],
  ["Tea-time rusk, 400 g", "Biscuits", "Twice-baked rusk, made to be dipped.", 185],
  ["Chocolate sandwich biscuits, 6 pack", "Biscuits", "Cocoa biscuits with a vanilla filling.", 320],
  ["Digestive biscuits, 250 g", "Biscuits", "Wholemeal, lightly sweet.", 210],
  ["Coconut biscuits, 200 g", "Biscuits", "Thin and crisp, with dried coconut.", 165],
  ["Salted crackers, 180 g", "Biscuits", "Plain crackers, good with cheese.", 150],
  ["Basmati rice, aged, 5 kg", "Rice and grains", "Long grain, aged for two years.", 2150],
  ["Basmati rice, 1 kg", "Rice and grains", "Long grain for every day.", 460],
  ["Brown rice, 1 kg", "Rice and grains", "Unpolished, cooks in 35 minutes.", 520],
  ["Red lentils, 1 kg", "Rice and grains", "Split and cleaned masoor.", 390],
  ["Chickpeas, 1 kg", "Rice and grains", "White chickpeas; soak overnight.", 430],
  ["Chakki atta, 10 kg", "Rice and grains", "Stone-ground whole wheat flour.", 1480],
  ["Black tea, loose, 475 g", "Tea and coffee", "Strong leaf tea for doodh patti.", 890],
  ["Green tea with cardamom, 30 bags", "Tea and coffee", "Light, with green cardamom.", 410],
  ["Instant coffee, 100 g", "Tea and coffee", "Freeze-dried, medium roast.", 1350],
  ["Sunflower oil, 3 l", "Oils", "Refined, with vitamins A and D.", 1790],
  ["Olive oil, extra virgin, 500 ml", "Oils", "Cold pressed.", 1980],
  ["Tomato ketchup, 800 g", "Sauces", "Of ripe tomatoes.", 420],
  ["Mango pickle, 1 kg", "Sauces", "In mustard oil, medium hot.", 540],
  ["Rose water, 250 ml", "Sauces", "Distilled, for sweets and drinks.", 220],
];

export const ANARKALI_SWEETS: readonly Row[] = [
  ["Gulab jamun, 1 kg", "Mithai", "Soft milk dumplings in cardamom syrup.", 1250],
  ["Barfi, pistachio, 500 g", "Mithai", "Milk fudge with Iranian pistachio.", 980],
  ["Jalebi, fresh, 500 g", "Mithai", "Fried this morning.", 420],
  ["Nankhatai biscuits, 400 g", "Biscuits", "Cardamom shortbread from the oven of Anarkali.", 380],
  ["Almond biscuits, 300 g", "Biscuits", "Crumbly, a third of them almonds.", 520],
  ["Assorted mithai box, 2 kg", "Mithai", "Twelve kinds for a feast.", 2900],
  ["Sohan halwa, 500 g", "Mithai", "Multani style, with nuts.", 860],
];

export const MOUNTAIN_DAIRY: readonly Row[] = [
  ["Whole milk, 1 l", "Dairy", "Pasteurised, from the valleys.", 290],
  ["Yoghurt, plain, 1 kg", "Dairy", "Set in clay.", 380],
  ["Desi ghee, 1 kg", "Dairy", "Slowly clarified butter.", 2650],
  ["Paneer, 250 g", "Dairy", "Fresh, unsalted.", 450],
  ["Cream, 200 ml", "Dairy", "For tea and desserts.", 240],
  ["Milk biscuits for children, 150 g", "Biscuits", "With our own milk powder.", 190],
  ["Lassi, salted, 500 ml", "Dairy", "Churned, with cumin.", 180],
];

const SHAPES: Record<string, string> = {
  Biscuits:
    '<circle cx="80" cy="62" r="30"/><circle cx="70" cy="54" r="3" class="d"/><circle cx="88" cy="52" r="3" class="d"/>' +
    '<circle cx="80" cy="68" r="3" class="d"/><circle cx="94" cy="68" r="3" class="d"/><circle cx="68" cy="74" r="3" class="d"/>',
  "Rice and grains":
    '<path d="M54 38h52l-5 8 7 44a6 6 0 0 1-6 7H58a6 6 0 0 1-6-7l7-44z"/><rect x="66" y="60" width="28" height="20" rx="3" class="d"/>',
  "Tea and coffee":
    '<path d="M50 46h50v26a18 18 0 0 1-18 18H68a18 18 0 0 1-18-18z"/><path d="M100 52h8a8 8 0 0 1 0 22h-8" class="l"/>',
  Oils: '<path d="M72 28h16v14l10 14v36a6 6 0 0 1-6 6H68a6 6 0 0 1-6-6V56l10-14z"/><rect x="68" y="64" width="24" height="18" rx="3" class="d"/>',
  Sauces:
    '<path d="M62 34h36v8l4 8v42a6 6 0 0 1-6 6H64a6 6 0 0 1-6-6V50l4-8z"/><rect x="64" y="58" width="32" height="22" rx="3" class="d"/>',
  Mithai:
    '<path d="M46 66h68l-8 26a6 6 0 0 1-6 4H60a6 6 0 0 1-6-4z"/><circle cx="62" cy="54" r="11" class="d"/><circle cx="80" cy="48" r="12" class="d"/><circle cx="98" cy="54" r="11" class="d"/>',
  Dairy:
    '<path d="M60 50l10-18h20l10 18v42a6 6 0 0 1-6 6H66a6 6 0 0 1-6-6z"/><path d="M60 50h40" class="l"/><rect x="68" y="62" width="24" height="20" rx="3" class="d"/>',
};

const HUES: Record<string, number> = {
  Biscuits: 32,
  "Rice and grains": 48,
  "Tea and coffee": 18,
  Oils: 62,
  Sauces: 8,
  Mithai: 336,
  Dairy: 208,
};

/** A quiet drawing of a kind of goods. */
export function drawing(category: string, variant: number): string {
  const hue = ((HUES[category] ?? 220) + variant * 7) % 360;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120"><style>.d{fill:hsl(${hue} 45% 46%)}` +
    `.l{fill:none;stroke:hsl(${hue} 45% 46%);stroke-width:4}</style><rect width="160" height="120" fill="hsl(${hue} 40% 94%)"/>` +
    `<g fill="hsl(${hue} 52% 66%)">${SHAPES[category] ?? '<circle cx="80" cy="60" r="28"/>'}</g></svg>`
  );
}
