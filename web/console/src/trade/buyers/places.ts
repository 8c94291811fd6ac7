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

/** An address that a stranger sent, where it is one of the web: never a script. */
export function webAddress(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const { protocol } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? text : null;
}
