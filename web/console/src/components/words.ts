/** As it begins a sentence; nothing but the first letter changes, so ids within stay what they are. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
