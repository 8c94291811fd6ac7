/** A point on the globe, in degrees. */
export type Place = [latitude: number, longitude: number];

/** A point of a drawing, in pixels or kilometres. */
export interface Spot {
  x: number;
  y: number;
}

const EARTH_KM = 6_371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** `latitude,longitude`; null where it is unreadable or off the globe. */
export function parseGps(text: string): Place | null {
  const match = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  const place: Place | null = match ? [Number(match[1]), Number(match[2])] : null;
  return place !== null && Math.abs(place[0]) <= 90 && Math.abs(place[1]) <= 180 ? place : null;
}

/** The way of a bird between two places written as `latitude,longitude`; null where one is unreadable. */
export function distanceKm(from: string, to: string): number | null {
  const [start, end] = [parseGps(from), parseGps(to)];
  if (start === null || end === null) return null;
  const [north, east] = [radians(end[0] - start[0]) / 2, radians(end[1] - start[1]) / 2];
  const chord = Math.sin(north) ** 2 + Math.cos(radians(start[0])) * Math.cos(radians(end[0])) * Math.sin(east) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

const KM_PER_DEGREE = 111.32;

/** Kilometres east and south of the zero point, as a map of the surroundings of `centre` shows them: north is up. */
export function flatten(centre: Place): (place: Place) => Spot {
  const squeeze = Math.cos(radians(centre[0]));
  return ([latitude, longitude]) => ({ x: longitude * KM_PER_DEGREE * squeeze, y: -latitude * KM_PER_DEGREE });
}
