namespace SkyLink.Beckn;

/// <summary>The story in ONDC 1.x; complete enough for the strict rules.</summary>
internal static class OndcStory
{
    private const string Shop = """
        {"id": "corner-pantry", "locations": [{"id": "gulberg"}]}
        """;

    private const string Items = """
        [
          {"id": "rusk-340", "fulfillment_id": "F1", "location_id": "gulberg", "quantity": {"count": 2}},
          {"id": "tea-190", "fulfillment_id": "F1", "location_id": "gulberg", "quantity": {"count": 1},
           "tags": [{"code": "wrap", "list": [{"code": "gift", "value": "yes"}]}]}
        ]
        """;

    private const string Billing = """
        {
          "name": "Zainab Malik", "phone": "03001234567", "email": "zainab@hamsafar.example",
          "address": {"name": "Zainab Malik", "building": "House 12", "locality": "Block C", "city": "Lahore",
                      "state": "Punjab", "country": "Pakistan", "area_code": "54660"},
          "created_at": "2026-11-20T09:04:00.000Z", "updated_at": "2026-11-20T09:04:00.000Z"
        }
        """;

    private const string Door = """
        {
          "location": {"gps": "31.5102,74.3441",
                       "address": {"name": "Zainab Malik", "building": "House 12", "locality": "Block C",
                                   "city": "Lahore", "state": "Punjab", "country": "Pakistan", "area_code": "54660"}},
          "person": {"name": "Zainab Malik"},
          "contact": {"phone": "03001234567", "email": "zainab@hamsafar.example"},
          "instructions": {"short_desc": "Ring twice, the bell is shy."},
          "time": {"range": {"start": "2026-11-20T10:00:00.000Z", "end": "2026-11-20T11:00:00.000Z"}}
        }
        """;

    private const string Quote = """
        {
          "price": {"currency": "PKR", "value": "1149.00"},
          "breakup": [
            {"title": "Golden Rusk 340 g", "@ondc/org/title_type": "item", "@ondc/org/item_id": "rusk-340",
             "@ondc/org/item_quantity": {"count": 2}, "price": {"currency": "PKR", "value": "460.00"},
             "item": {"price": {"currency": "PKR", "value": "230.00"}}},
            {"title": "Kettle Tea 190 g", "@ondc/org/title_type": "item", "@ondc/org/item_id": "tea-190",
             "@ondc/org/item_quantity": {"count": 1}, "price": {"currency": "PKR", "value": "590.00"}},
            {"title": "Delivery", "@ondc/org/title_type": "delivery", "price": {"currency": "PKR", "value": "149.00"}},
            {"title": "Welcome discount", "@ondc/org/title_type": "discount",
             "price": {"currency": "PKR", "value": "-50.00"}}
          ],
          "ttl": "PT15M"
        }
        """;

    private const string Payment = """
        {
          "type": "ON-ORDER", "status": "PAID", "collected_by": "BAP", "uri": "https://pay.example/p/77",
          "params": {"amount": "1149.00", "currency": "PKR", "transaction_id": "pay-77"},
          "@ondc/org/buyer_app_finder_fee_type": "percent", "@ondc/org/buyer_app_finder_fee_amount": "3",
          "@ondc/org/settlement_basis": "delivery", "@ondc/org/settlement_window": "P1D",
          "@ondc/org/withholding_amount": "0.00",
          "@ondc/org/settlement_details": [
            {"settlement_counterparty": "seller-app", "settlement_phase": "sale-amount", "settlement_type": "neft",
             "beneficiary_name": "Corner Pantry", "settlement_bank_account_no": "0042001",
             "settlement_ifsc_code": "LHR0042",
             "branch_name": "Gulberg"}
          ]
        }
        """;

    private const string Terms = """
        [{"code": "bpp_terms", "list": [{"code": "tax_number", "value": "PK-0042"}]}]
        """;

    internal static string Message(BecknAction action) => action switch
    {
        BecknAction.Search => """
            {"intent": {
              "item": {"descriptor": {"name": "biscuits"}, "price": {"currency": "PKR", "maximum_value": "500"}},
              "fulfillment": {"type": "Delivery", "end": {"location": {"gps": "31.5102,74.3441",
                "circle": {"gps": "31.5102,74.3441", "radius": {"value": "5", "unit": "km"}},
                "address": {"area_code": "54660"}}}},
              "payment": {"@ondc/org/buyer_app_finder_fee_type": "percent",
                          "@ondc/org/buyer_app_finder_fee_amount": "3"},
              "tags": [{"code": "diet", "list": [{"code": "halal", "value": "yes"}]}]}}
            """,
        BecknAction.OnSearch => OnSearch,
        BecknAction.Select => Order($$$$"""
            "provider": {{{{Shop}}}}, "items": {{{{Items}}}},
            "fulfillments": [{"end": {"location": {"gps": "31.5102,74.3441", "address": {"area_code": "54660"}} }}]
            """),
        BecknAction.OnSelect => Order($$$$"""
            "provider": {{{{Shop}}}}, "items": {{{{Items}}}}, "quote": {{{{Quote}}}},
            "fulfillments": [{"id": "F1", "@ondc/org/provider_name": "Corner Pantry", "tracking": true,
              "@ondc/org/category": "Immediate Delivery", "@ondc/org/TAT": "PT2H",
              "state": {"descriptor": {"code": "Serviceable"}}}]
            """),
        BecknAction.Init => Order($$$$"""
            "provider": {{{{Shop}}}}, "items": {{{{Items}}}}, "billing": {{{{Billing}}}},
            "fulfillments": [{"id": "F1", "type": "Delivery", "end": {{{{Door}}}}}]
            """),
        BecknAction.OnInit => Order($$$$"""
            "provider": {{{{Shop}}}}, "items": {{{{Items}}}}, "billing": {{{{Billing}}}}, "quote": {{{{Quote}}}},
            "fulfillments": [{"id": "F1", "type": "Delivery", "tracking": true, "end": {{{{Door}}}}}],
            "payment": {{{{Payment}}}}, "tags": {{{{Terms}}}}
            """),
        BecknAction.Confirm => Whole("Created", "Pending"),
        BecknAction.OnConfirm => Whole("Accepted", "Pending"),
        BecknAction.Status => """{"order_id": "HS-2026-0042"}""",
        BecknAction.OnStatus => Whole("In-progress", "Out-for-delivery"),
        BecknAction.Track => """{"order_id": "HS-2026-0042", "callback_url": "https://hamsafar.example/live/42"}""",
        BecknAction.OnTrack => """
            {"tracking": {"id": "F1", "url": "https://pantry.example/live/42", "status": "active",
              "location": {"gps": "31.5150,74.3500", "updated_at": "2026-11-20T10:20:00.000Z"}}}
            """,
        BecknAction.Cancel => """
            {"order_id": "HS-2026-0042", "cancellation_reason_id": "006",
             "descriptor": {"name": "fulfillment", "short_desc": "Guests are not coming."}}
            """,
        BecknAction.OnCancel => Whole(
            "Cancelled", "Cancelled",
            """, "cancellation": {"cancelled_by": "hamsafar.example", "reason": {"id": "006"}}"""),
        BecknAction.Update => """
            {"update_target": "item", "order": {"id": "HS-2026-0042", "state": "Accepted",
              "provider": {"id": "corner-pantry"}, "items": [{"id": "rusk-340", "quantity": {"count": 1}}]}}
            """,
        BecknAction.OnUpdate => Whole("Accepted", "Packed"),
        BecknAction.Rating => """{"rating_category": "Order", "id": "HS-2026-0042", "value": "5"}""",
        BecknAction.OnRating => """
            {"rating_ack": true, "feedback_ack": true,
             "feedback_form": {"form": {"url": "https://pantry.example/feedback", "mime_type": "text/html"}}}
            """,
        BecknAction.Support => """{"ref_id": "HS-2026-0042", "callback_phone": "03001234567"}""",
        BecknAction.OnSupport => """
            {"phone": "04235870042", "email": "help@pantry.example",
             "uri": "https://pantry.example/help", "ticket": "T-9"}
            """,
    };

    private static string Order(string members) => $$$$"""{"order": { {{{{members}}}} } }""";

    private static string Whole(string state, string progress, string more = "") => Order($$$$"""
        "id": "HS-2026-0042", "state": "{{{{state}}}}", "provider": {{{{Shop}}}},
        "items": {{{{Items}}}}, "billing": {{{{Billing}}}},
        "fulfillments": [
          {"id": "F1", "type": "Delivery", "@ondc/org/provider_name": "Corner Pantry", "tracking": true,
           "@ondc/org/TAT": "PT2H", "state": {"descriptor": {"code": "{{{{progress}}}}"}},
           "start": {"location": {"id": "gulberg", "descriptor": {"name": "Corner Pantry"}, "gps": "31.5204,74.3587",
                                  "address": {"street": "Main Boulevard", "city": "Lahore", "area_code": "54660"}},
                     "contact": {"phone": "04235870042"}, "time": {"timestamp": "2026-11-20T09:40:00.000Z"}},
           "end": {{{{Door}}}},
           "agent": {"name": "Imran", "phone": "03007654321"},
           "vehicle": {"category": "bike", "registration": "LEB-42"}}],
        "quote": {{{{Quote}}}}, "payment": {{{{Payment}}}}, "tags": {{{{Terms}}}},
        "documents": [{"url": "https://pantry.example/invoice/42", "label": "Invoice"}],
        "created_at": "2026-11-20T09:06:00.000Z", "updated_at": "2026-11-20T09:07:00.000Z"{{{{more}}}}
        """);

    private const string OnSearch = """
        {"catalog": {
          "bpp/descriptor": {"name": "Pantry Network", "symbol": "https://pantry.example/logo.png",
                             "short_desc": "Neighbourhood groceries",
                             "long_desc": "Groceries from shops around the corner",
                             "images": ["https://pantry.example/logo.png"]},
          "bpp/fulfillments": [{"id": "F1", "type": "Delivery"}, {"id": "F2", "type": "Self-Pickup"}],
          "bpp/providers": [{
            "id": "corner-pantry", "ttl": "P1D",
            "descriptor": {"name": "Corner Pantry", "short_desc": "Tea, biscuits, daily needs", "images": []},
            "time": {"label": "enable", "timestamp": "2026-11-20T08:00:00.000Z"},
            "locations": [{"id": "gulberg", "gps": "31.5204,74.3587",
              "address": {"street": "Main Boulevard", "locality": "Gulberg III",
               "city": "Lahore", "area_code": "54660"},
              "circle": {"gps": "31.5204,74.3587", "radius": {"unit": "km", "value": "4.5"}},
              "time": {"days": "1,2,3,4,5,6", "range": {"start": "0900", "end": "2200"}}}],
            "categories": [{"id": "snacks", "descriptor": {"name": "Biscuits and rusks"},
                            "tags": [{"code": "type", "list": [{"code": "type", "value": "custom_menu"}]}]}],
            "fulfillments": [{"id": "F1", "type": "Delivery", "contact": {"phone": "04235870042"}}],
            "items": [
              {"id": "rusk-340", "parent_item_id": "",
               "descriptor": {"name": "Golden Rusk 340 g", "code": "1:8960000000042",
                 "short_desc": "Crisp rusks for tea", "images": ["https://pantry.example/i/rusk.jpg"]},
               "price": {"currency": "PKR", "value": "230.00", "maximum_value": "250.00"},
               "quantity": {"unitized": {"measure": {"unit": "gram", "value": "340"}},
                            "available": {"count": "99"}, "maximum": {"count": "6"}},
               "category_id": "Snacks & Namkeen", "category_ids": ["snacks:1"], "location_id": "gulberg",
               "fulfillment_id": "F1", "rateable": true, "recommended": true,
               "@ondc/org/returnable": false, "@ondc/org/cancellable": true, "@ondc/org/available_on_cod": true,
               "@ondc/org/time_to_ship": "PT45M", "@ondc/org/return_window": "P1D",
               "@ondc/org/contact_details_consumer_care": "Corner Pantry, help@pantry.example",
               "tags": [{"code": "origin", "list": [{"code": "country", "value": "PAK"}]}]},
              {"id": "tea-190", "descriptor": {"name": "Kettle Tea 190 g"},
               "price": {"currency": "PKR", "value": "590.00"}, "category_id": "Tea and Coffee",
               "quantity": {"available": {"count": "12"}, "maximum": {"count": "3"}},
               "location_id": "gulberg", "fulfillment_id": "F1"}]
          }]
        }}
        """;
}
