import { useState } from "react";
import classes from "./ItemImage.module.css";

const TINTS = 5;

/** The same things look the same: the last word before the size is mostly what a thing is. */
function tintOf(name: string): number {
  const words = name.split(/\s+/).filter((word) => /^[a-z]{3,}$/i.test(word));
  const word = (words.at(-1) ?? name).toLowerCase();
  return Array.from(word).reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % TINTS;
}

/** The product's picture, or its first letter on a quiet ground where there is none. */
export function ItemImage({ src, name, size }: { src: string | null; name: string; size?: number }) {
  const [failed, setFailed] = useState(false);
  const style = size === undefined ? undefined : { width: size, height: size, fontSize: size / 2.4 };
  return (
    <span className={classes.frame} style={style} data-fixed={size !== undefined} data-tint={tintOf(name)}>
      {src !== null && src !== "" && !failed ? (
        <img
          src={src}
          alt=""
          loading="lazy"
          decoding="async"
          referrerPolicy="no-referrer"
          onError={() => setFailed(true)}
        />
      ) : (
        <span aria-hidden>{name.charAt(0).toUpperCase()}</span>
      )}
    </span>
  );
}
