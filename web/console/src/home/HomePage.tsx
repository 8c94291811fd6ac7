import { PageHeader } from "../components/PageHeader";
import { mayOpen, useMe } from "../platform/identity/session";
import { mayOpenPage } from "../shell/pages";
import { ActivityStream } from "./ActivityStream";
import { BuyerHome } from "./BuyerHome";
import { Integrity } from "./Integrity";
import { OperatorHome } from "./OperatorHome";
import { Problems } from "./Problems";
import { SellerHome } from "./SellerHome";
import { Services } from "./Services";
import classes from "./HomePage.module.css";

/** One page per person: what needs them first, their numbers next, what happens around them beside it. */
export default function HomePage() {
  const me = useMe();
  const operator = mayOpen(me, ["operator", "analyst"]);
  const seller = me.roles.includes("seller") || me.roles.includes("partner");
  const buyer = me.roles.includes("buyer");
  const greeting = `Good ${partOfDay(new Date().getHours())}, ${me.name.split(" ")[0] ?? me.name}`;
  return (
    <>
      <PageHeader title={greeting} lead={leadFor(operator, seller, buyer)} />
      <div className={classes.layout} data-wide={operator}>
        <div className="stack grow">
          {operator && <Problems />}
          {operator && <OperatorHome />}
          {mayOpenPage(me, "/platform/audit") && <Integrity />}
          {operator && <Services />}
          {seller && <SellerHome />}
          {buyer && <BuyerHome />}
          {!operator && !seller && !buyer && <Problems />}
        </div>
        {operator && (
          <div className={classes.side}>
            <ActivityStream />
          </div>
        )}
      </div>
    </>
  );
}

function leadFor(operator: boolean, seller: boolean, buyer: boolean): string {
  if (operator) return "What needs you comes first, then the numbers of the network.";
  if (seller) return "Orders that wait for you, and what runs low.";
  return buyer ? "Find what you need, and follow what is on its way." : "Your part of the network.";
}

function partOfDay(hour: number): string {
  if (hour < 5 || hour >= 18) return "evening";
  return hour < 12 ? "morning" : "afternoon";
}
