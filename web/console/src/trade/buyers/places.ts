/** Where a shopper may stand. The browser's own position can be used instead. */
export interface Place {
  id: string;
  label: string;
  /** Network code of the city. */
  city: string;
  gps: string;
  areaCode: string;
}

export const PLACES: readonly Place[] = [
  { id: "lahore-gulberg", label: "Gulberg, Lahore", city: "std:042", gps: "31.5161,74.3426", areaCode: "54660" },
  { id: "lahore-dha", label: "DHA Phase 5, Lahore", city: "std:042", gps: "31.4623,74.4089", areaCode: "54792" },
  {
    id: "lahore-johar-town",
    label: "Johar Town, Lahore",
    city: "std:042",
    gps: "31.4697,74.2728",
    areaCode: "54782",
  },
  { id: "karachi-clifton", label: "Clifton, Karachi", city: "std:021", gps: "24.8138,67.0300", areaCode: "75600" },
  { id: "islamabad-f7", label: "F-7, Islamabad", city: "std:051", gps: "33.7215,73.0570", areaCode: "44000" },
];

const FIRST = PLACES[0] as Place;

export const placeOf = (id: string | undefined): Place => PLACES.find((place) => place.id === id) ?? FIRST;

const EARTH_KM = 6_371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** `latitude,longitude`; null where it is unreadable. */
export function parseGps(text: string): [latitude: number, longitude: number] | null {
  const match = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : null;
}

/** The way of a bird between two places written as `latitude,longitude`; null where one is unreadable. */
export function distanceKm(from: string, to: string): number | null {
  const [start, end] = [parseGps(from), parseGps(to)];
  if (start === null || end === null) return null;
  const [north, east] = [radians(end[0] - start[0]) / 2, radians(end[1] - start[1]) / 2];
  const chord = Math.sin(north) ** 2 + Math.cos(radians(start[0])) * Math.cos(radians(end[0])) * Math.sin(east) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** An address that a stranger sent, where it is one of the web: never a script. */
export function webAddress(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const { protocol } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? text : null;
}
