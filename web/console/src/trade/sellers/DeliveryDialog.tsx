import { Button, Modal, NumberInput, TagsInput, Textarea } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Shop } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone } from "../../components/toast";
import { parseGps, type Place } from "../gps";
import { areaMapOf, deliveryText, readArea } from "./area";
import { SHOPS } from "./shops";
import classes from "./DeliveryDialog.module.css";

const RADIUS_MAX_KM = 1_000;
const CODES_MAX = 500;

/** Where a shop delivers: a radius, and within it only some postal codes or an area. */
export function DeliveryDialog({ shop, onClose }: { shop: Shop; onClose: () => void }) {
  const [radius, setRadius] = useState<number | string>(shop.radiusKm);
  const [areaCodes, setAreaCodes] = useState(shop.areaCodes);
  const [text, setText] = useState(shop.area.join("\n"));
  const client = useQueryClient();
  const area = readArea(text);
  const radiusKm = Number(radius);
  const isFar = radius !== "" && radiusKm >= 0.1;
  const edit = { radiusKm, areaCodes, area: area.corners.map((corner) => corner.join(",")) };
  const save = useMutation({
    mutationFn: (): Promise<Shop> => api.put(`${SHOPS}/${encodeURIComponent(shop.slug)}/delivery`, edit),
    onSuccess: async (changed) => {
      await client.invalidateQueries({ queryKey: ["list", SHOPS] });
      toastDone(deliveryText(changed), "Searches and orders are judged by it from now on.");
      onClose();
    },
  });
  const at = parseGps(shop.gps);
  return (
    <Modal opened onClose={onClose} title={`Where ${shop.name} delivers`} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isFar && area.flaw === null) save.mutate();
        }}
      >
        <NumberInput
          label="Radius"
          description={`Around ${shop.address}.`}
          value={radius}
          min={0.1}
          max={RADIUS_MAX_KM}
          step={0.5}
          decimalScale={1}
          suffix=" km"
          error={isFar ? undefined : "At least 0.1 km."}
          onChange={setRadius}
          data-autofocus
        />
        <TagsInput
          label="Postal codes"
          description="Only these, within the radius. None: any."
          value={areaCodes}
          maxTags={CODES_MAX}
          splitChars={[",", ";"]}
          placeholder={areaCodes.length === 0 ? "54660, 54000" : ""}
          onChange={(codes) => setAreaCodes(codes.map((code) => code.trim()))}
        />
        <Textarea
          label="Area"
          description="Only inside, within the radius: a corner in each line, as latitude,longitude. None: anywhere."
          value={text}
          autosize
          minRows={3}
          maxRows={8}
          classNames={{ input: "mono" }}
          placeholder={"31.50,74.32\n31.53,74.32\n31.53,74.37"}
          error={area.flaw ?? undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {at !== null && isFar && <AreaDrawing shop={at} radiusKm={radiusKm} corners={area.corners} />}
        {save.error !== null && <ProblemAlert error={save.error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" disabled={!isFar || area.flaw !== null} loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

const HEIGHT = 200;
const MARGIN = 12;

/** To scale, and without a foreign map. What is shaded is delivered to. */
function AreaDrawing({ shop, radiusKm, corners }: { shop: Place; radiusKm: number; corners: readonly Place[] }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const map = areaMapOf(shop, radiusKm, corners, Math.max(width, 240) - 2 * MARGIN, HEIGHT - 2 * MARGIN);
  const circle = <circle cx={map.shop.x} cy={map.shop.y} r={map.radiusPx} />;
  const outline = map.corners.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  return (
    <div ref={ref} className={classes.frame}>
      <svg width="100%" height={HEIGHT} role="img" aria-label="The shop, its radius and its area. North is up.">
        <defs>
          <clipPath id="delivered">{circle}</clipPath>
        </defs>
        <g transform={`translate(${MARGIN} ${MARGIN})`}>
          <g className={classes.delivered} clipPath="url(#delivered)">
            {corners.length > 0 ? <polygon points={outline} /> : circle}
          </g>
          <g className={classes.border}>{circle}</g>
          {corners.length > 0 && <polygon points={outline} className={classes.outline} />}
          <circle cx={map.shop.x} cy={map.shop.y} r={5} className={classes.shop} />
        </g>
      </svg>
    </div>
  );
}
