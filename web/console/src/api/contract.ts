/**
 * Holds `types.ts` against the platform's own description: every member that a page reads must be one that the platform
 * writes. A member that it does not have is an error here, at the line of its shape.
 */
import type { components } from "./generated";
import type * as console from "./types";

type Schemas = components["schemas"];
/** True, or the members that only the console knows. */
type Reads<Theirs, Ours> = Exclude<keyof Ours, keyof Theirs> extends never ? true : Exclude<keyof Ours, keyof Theirs>;
type Must<Agreed extends true> = Agreed;

export type Agreed = [
  Must<Reads<Schemas["AccountView"], console.Account>>,
  Must<Reads<Schemas["Application"], console.Application>>,
  Must<Reads<Schemas["AuditEntryView"], console.AuditEntry>>,
  Must<Reads<Schemas["AuditStatus"], console.AuditStatus>>,
  Must<Reads<Schemas["AuditTrust"], console.AuditTrust>>,
  Must<Reads<Schemas["DeliveryView"], console.DeadDelivery>>,
  Must<Reads<Schemas["DeadLetterEntry"], console.DeadLetter>>,
  Must<Reads<Schemas["DecisionView"], console.RouteDecision>>,
  Must<Reads<Schemas["EntryView"], console.Entry>>,
  Must<Reads<Schemas["EventEntry"], console.EventEntry>>,
  Must<Reads<Schemas["BuyerFulfilment"], console.Order["fulfilment"]>>,
  Must<Reads<Schemas["ImportReport"], console.CatalogueImport>>,
  Must<Reads<Schemas["InstallationView"], console.Installation>>,
  Must<Reads<Schemas["SignatureKeyView"], console.SignatureKey>>,
  Must<Reads<Schemas["ClientView"], console.SignatureClient>>,
  Must<Reads<Schemas["ClientKeyView"], console.SignatureClientKey>>,
  Must<Reads<Schemas["SecretView"], console.Secret>>,
  Must<Reads<Schemas["SecretDetailView"], console.SecretDetail>>,
  Must<Reads<Schemas["SecretStoreView"], console.SecretStore>>,
  Must<Reads<Schemas["ChangedSecretView"], console.ChangedSecret>>,
  Must<Reads<Schemas["ServicesAnswer"], console.PlatformProcess>>,
  Must<Reads<Schemas["ServiceHere"], console.RunningService>>,
  Must<Reads<Schemas["ServiceDependency"], console.ServiceDependency>>,
  Must<Reads<Schemas["KeyView"], console.ParticipantKey>>,
  Must<Reads<Schemas["Me"], console.Me>>,
  Must<Reads<Schemas["MessageView"], console.Message>>,
  Must<Reads<Schemas["MessageDetail"], console.MessageDetail>>,
  Must<Reads<Schemas["SellerNodeView"], console.SellerNode>>,
  Must<Reads<Schemas["Offer"], console.Offer>>,
  Must<Reads<Schemas["BuyerCharge"], console.Charge>>,
  Must<Reads<Schemas["BuyerOrderView"], console.Order>>,
  Must<Reads<Schemas["ParticipantView"], console.Participant>>,
  Must<Reads<Schemas["ParticipantDetail"], console.ParticipantDetail>>,
  Must<Reads<Schemas["PaymentView"], console.Payment>>,
  Must<Reads<Schemas["PermissionView"], console.Permission>>,
  Must<Reads<Schemas["ProductView"], console.Product>>,
  Must<Reads<Schemas["RegistryView"], console.Registry>>,
  Must<Reads<Schemas["Rule"], console.RoutingRule>>,
  Must<Reads<Schemas["RuleConditions"], console.RuleConditions>>,
  Must<Reads<Schemas["RuleEffect"], console.RuleEffect>>,
  Must<Reads<Schemas["SearchView"], console.Search>>,
  Must<Reads<Schemas["SearchSource"], console.SearchSource>>,
  Must<Reads<Schemas["SelfTestReport"], console.SelfTest>>,
  Must<Reads<Schemas["SellerOrderView"], console.SellerOrder>>,
  Must<Reads<Schemas["ShipmentView"], console.Shipment>>,
  Must<Reads<Schemas["ShopView"], console.Shop>>,
  Must<Reads<Schemas["SubscriptionEntry"], console.Subscription>>,
  Must<Reads<Schemas["PostedTransaction"], console.LedgerTransaction>>,
  Must<Reads<Schemas["TrialBalanceView"], console.TrialBalance>>,
  Must<Reads<Schemas["UserView"], console.User>>,
  Must<Reads<Schemas["PaymentWalletView"], console.Wallet>>,
];
