import { Link } from "@tanstack/react-router";
import { nameParts } from "./accounts";

export function AccountName({ account }: { account: string }) {
  const { path, name } = nameParts(account);
  return (
    <Link
      to="/settle/ledger/accounts/$accountId"
      params={{ accountId: account }}
      title={account}
      className="mono truncate"
      style={{ display: "block" }}
    >
      <span className="muted">{path}</span>
      {name}
    </Link>
  );
}
