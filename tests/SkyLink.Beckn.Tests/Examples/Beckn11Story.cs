namespace SkyLink.Beckn;

/// <summary>The story in Beckn 1.1; complete enough for the strict rules.</summary>
internal static class Beckn11Story
{
    private const string Shop = """
        {"id": "corner-pantry", "locations": [{"id": "gulberg"}]}
        """;

    private const string Items = """
        [
          {"id": "rusk-340", "fulfillment_ids": ["F1"], "location_ids": ["gulberg"],
           "quantity": {"selected": {"count": 2}}},
          {"id": "tea-190", "fulfillment_ids": ["F1", "F2"], "quantity": {"selected": {"count": 1}},
           "tags": [{"descriptor": {"code": "wrap"}, "list": [{"descriptor": {"code": "gift"}, "value": "yes"}]}]}
        ]
        """;

    private const string Billing = """
        {
          "name": "Zainab Malik", "phone": "03001234567", "email": "zainab@hamsafar.example", "tax_id": "PK-77",
          "address": "House 12, Block C, Gulberg", "city": {"name": "Lahore"}, "state": {"name": "Punjab"}
        }
        """;

    private const string Door = """
        {
          "type": "end",
          "location": {"gps": "31.5102,74.3441", "address": "House 12, Block C, Gulberg", "area_code": "54660",
                       "city": {"name": "Lahore"}, "state": {"name": "Punjab"}, "country": {"code": "PAK"}},
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
            {"title": "Golden Rusk 340 g", "price": {"currency": "PKR", "value": "460.00"},
             "item": {"id": "rusk-340", "quantity": {"selected": {"count": 2}},
                      "price": {"currency": "PKR", "value": "230.00"}}},
            {"title": "Kettle Tea 190 g", "price": {"currency": "PKR", "value": "590.00"}, "item": {"id": "tea-190"}},
            {"title": "Delivery", "price": {"currency": "PKR", "value": "99.00"}}
          ],
          "ttl": "PT15M"
        }
        """;

    private const string Payment = """
        {
          "id": "P1", "type": "PRE-ORDER", "status": "PAID", "collected_by": "BAP", "url": "https://pay.example/p/77",
          "params": {"amount": "1149.00", "currency": "PKR", "transaction_id": "pay-77", "bank_code": "LHR0042"},
          "tags": [
            {"descriptor": {"code": "BUYER_FINDER_FEES"}, "list": [
              {"descriptor": {"code": "BUYER_FINDER_FEES_TYPE"}, "value": "percent"},
              {"descriptor": {"code": "BUYER_FINDER_FEES_VALUE"}, "value": "3"}]},
            {"descriptor": {"code": "SETTLEMENT_TERMS"}, "display": false, "list": [
              {"descriptor": {"code": "SETTLEMENT_WINDOW"}, "value": "P1D"}]}]
        }
        """;

    internal static string Message(BecknAction action) => action switch
    {
        BecknAction.Search => """
            {"intent": {
              "item": {"descriptor": {"name": "biscuits"}, "price": {"currency": "PKR", "maximum_value": "500"}},
              "fulfillment": {"type": "Delivery", "stops": [{"type": "end", "location": {"gps": "31.5102,74.3441",
                "area_code": "54660", "circle": {"gps": "31.5102,74.3441", "radius": {"value": "5", "unit": "km"}}}}]},
              "payment": {"tags": [{"descriptor": {"code": "BUYER_FINDER_FEES"}, "list": [
                {"descriptor": {"code": "BUYER_FINDER_FEES_TYPE"}, "value": "percent"},
                {"descriptor": {"code": "BUYER_FINDER_FEES_VALUE"}, "value": "3"}]}]}}}
            """,
        BecknAction.OnSearch => OnSearch,
        BecknAction.Select => Order($$$$"""
            "provider": {{{{Shop}}}}, "items": {{{{Items}}}},
            "fulfillments": [{"stops": [{"type": "end", "location": {"gps": "31.5102,74.3441", "area_code": "54660"}}]}]
            """),
        BecknAction.OnSelect => Order($$$$"""
            "provider": {{{{Shop}}}}, "items": {{{{Items}}}}, "quote": {{{{Quote}}}},
            "fulfillments": [{"id": "F1", "type": "Delivery", "tracking": true,
              "state": {"descriptor": {"code": "Serviceable"}}}]
            """),
        BecknAction.Init => Order($$$$"""
            "provider": {{{{Shop}}}}, "items": {{{{Items}}}}, "billing": {{{{Billing}}}},
            "fulfillments": [{"id": "F1", "type": "Delivery", "stops": [{{{{Door}}}}]}]
            """),
        BecknAction.OnInit => Order($$$$"""
            "provider": {{{{Shop}}}}, "items": {{{{Items}}}}, "billing": {{{{Billing}}}}, "quote": {{{{Quote}}}},
            "fulfillments": [{"id": "F1", "type": "Delivery", "tracking": true, "stops": [{{{{Door}}}}]}],
            "payments": [{{{{Payment}}}}],
            "cancellation_terms": [{"cancellation_fee": {"percentage": "10"}}]
            """),
        BecknAction.Confirm => Whole("ACTIVE", "Pending"),
        BecknAction.OnConfirm => Whole("ACTIVE", "Pending"),
        BecknAction.Status => """{"order_id": "HS-2026-0042"}""",
        BecknAction.OnStatus => Whole("ACTIVE", "Out-for-delivery"),
        BecknAction.Track => """{"order_id": "HS-2026-0042", "callback_url": "https://hamsafar.example/live/42"}""",
        BecknAction.OnTrack => """
            {"tracking": {"id": "F1", "url": "https://pantry.example/live/42", "status": "active",
              "location": {"gps": "31.5150,74.3500", "updated_at": "2026-11-20T10:20:00.000Z"}}}
            """,
        BecknAction.Cancel => """
            {"order_id": "HS-2026-0042", "cancellation_reason_id": "006",
             "descriptor": {"short_desc": "Guests are not coming."}}
            """,
        BecknAction.OnCancel => Whole("CANCELLED", "Cancelled", """
            , "cancellation": {"cancelled_by": "CONSUMER", "time": "2026-11-20T09:13:00.000Z", "reason": {"id": "006"}}
            """),
        BecknAction.Update => """
            {"update_target": "item", "order": {"id": "HS-2026-0042",
              "items": [{"id": "rusk-340", "quantity": {"selected": {"count": 1}}}]}}
            """,
        BecknAction.OnUpdate => Whole("ACTIVE", "Packed"),
        BecknAction.Rating => """
            {"ratings": [{"id": "HS-2026-0042", "rating_category": "Order", "value": "5"},
                         {"id": "rusk-340", "rating_category": "Item", "value": "4"}]}
            """,
        BecknAction.OnRating => """
            {"feedback_form": {"form": {"url": "https://pantry.example/feedback", "mime_type": "text/html"},
                               "required": false}}
            """,
        BecknAction.Support => """{"support": {"ref_id": "HS-2026-0042", "callback_phone": "03001234567"}}""",
        BecknAction.OnSupport => """
            {"support": {"ref_id": "HS-2026-0042", "phone": "04235870042", "email": "help@pantry.example",
                         "url": "https://pantry.example/help"}}
            """,
    };

    private static string Order(string members) => $$$$"""{"order": { {{{{members}}}} } }""";

    private static string Whole(string status, string progress, string more = "") => Order($$$$"""
        "id": "HS-2026-0042", "status": "{{{{status}}}}", "provider": {{{{Shop}}}},
        "items": {{{{Items}}}}, "billing": {{{{Billing}}}},
        "fulfillments": [
          {"id": "F1", "type": "Delivery", "tracking": true, "state": {"descriptor": {"code": "{{{{progress}}}}"}},
           "stops": [
             {"type": "start", "time": {"timestamp": "2026-11-20T09:40:00.000Z"},
              "location": {"id": "gulberg", "gps": "31.5204,74.3587",
               "address": "Main Boulevard", "area_code": "54660"}},
             {"type": "hub", "location": {"gps": "31.5180,74.3510"}, "dwell": "PT5M"},
             {{{{Door}}}}],
           "agent": {"person": {"name": "Imran"}, "contact": {"phone": "03007654321"}},
           "vehicle": {"category": "bike", "registration": "LEB-42"},
           "customer": {"person": {"name": "Zainab Malik"}}}],
        "quote": {{{{Quote}}}}, "payments": [{{{{Payment}}}}],
        "docs": [{"url": "https://pantry.example/invoice/42", "descriptor": {"name": "Invoice"},
         "mime_type": "text/html"}],
        "created_at": "2026-11-20T09:06:00.000Z", "updated_at": "2026-11-20T09:07:00.000Z"{{{{more}}}}
        """);

    private const string OnSearch = """
        {"catalog": {
          "descriptor": {"name": "Pantry Network", "symbol": "https://pantry.example/logo.png",
                         "images": [{"url": "https://pantry.example/logo.png", "size_type": "sm"}]},
          "fulfillments": [{"id": "F1", "type": "Delivery"}],
          "providers": [{
            "id": "corner-pantry", "rateable": true,
            "descriptor": {"name": "Corner Pantry", "short_desc": "Tea, biscuits, daily needs"},
            "locations": [{"id": "gulberg", "gps": "31.5204,74.3587", "address": "Main Boulevard",
                           "city": {"name": "Lahore"}, "area_code": "54660",
                           "circle": {"gps": "31.5204,74.3587",
                            "radius": {"type": "CONSTANT", "unit": "km", "value": "4.5"}}}],
            "categories": [{"id": "snacks", "descriptor": {"name": "Biscuits and rusks"}}],
            "items": [
              {"id": "rusk-340", "descriptor": {"name": "Golden Rusk 340 g",
               "images": [{"url": "https://pantry.example/r.jpg"}]},
               "price": {"currency": "PKR", "value": "230.00", "maximum_value": "250.00"},
               "quantity": {"unitized": {"measure": {"unit": "gram", "value": "340"}},
                            "available": {"count": 99}, "maximum": {"count": 6}},
               "category_ids": ["snacks", "daily"], "location_ids": ["gulberg"], "fulfillment_ids": ["F1"],
               "tags": [{"descriptor": {"code": "ITEM_TERMS"}, "list": [
                 {"descriptor": {"code": "RETURNABLE"}, "value": "false"},
                 {"descriptor": {"code": "TIME_TO_SHIP"}, "value": "PT45M"}]}]},
              {"id": "tea-190", "descriptor": {"name": "Kettle Tea 190 g"}, "matched": true,
               "price": {"currency": "PKR", "value": "590.00"}, "quantity": {"available": {"count": 12}}}]
          }]
        }}
        """;
}
