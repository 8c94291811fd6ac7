namespace SkyLink.Trade.Sellers;

/// <summary>How the seller nodes behave (section <c>Trade:Sellers</c>).</summary>
internal sealed class SellersOptions
{
    /// <summary>The seller nodes run here; the demo brings its own.</summary>
    public IReadOnlyList<SellerNodeOptions> Nodes { get; init; } = [];

    /// <summary>The delivery partner's subscriber id.</summary>
    [Required]
    public string LogisticsPartner { get; init; } = "quick-wheels.example";

    [Required]
    public string LogisticsDomain { get; init; } = "ONDC:LOG10";

    /// <summary>The payment partner's subscriber id.</summary>
    [Required]
    public string PaymentPartner { get; init; } = "rupaya-pay.example";

    [Required]
    public string PaymentDomain { get; init; } = "SKYLINK:PAY10";

    /// <summary>Paid orders are accepted without anybody looking at them.</summary>
    public bool AutoAccept { get; init; } = true;

    /// <summary>How long after acceptance an order counts as packed by itself; null leaves it to the shop.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan? PackAfter { get; init; }

    /// <summary>How long stock is kept for an order that is not confirmed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ReservationLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a quote can be taken up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan QuoteLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the delivery partner may take to name its price.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan QuoteTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the payment partner may take to say that the money is held.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan PaymentTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after confirmation the buyer may cancel at no cost, whoever is on the way.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan FreeCancelWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The buyer app's share, in hundredths of a percent.</summary>
    [Range(0, 2_000)]
    public int FinderFeeBasisPoints { get; init; } = 300;

    /// <summary>The network's share, in hundredths of a percent.</summary>
    [Range(0, 1_000)]
    public int NetworkFeeBasisPoints { get; init; } = 100;

    /// <summary>Items answered to one search per shop.</summary>
    [Range(1, 200)]
    public int ItemsPerShopMax { get; init; } = 50;

    /// <summary>How soon the search index shows what another process changed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan IndexPoll { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The subscriber id of the gateway that is told what is on offer here; null tells nobody.</summary>
    public string? Gateway { get; init; } = "gateway.skylink.example";

    /// <summary>How often the gateway is told that nothing has changed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "12:00:00")]
    public TimeSpan GatewayReminder { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A node with more products than this leaves it to the gateway to ask.</summary>
    [Range(0, 1_000_000)]
    public int PushedProductsMax { get; init; } = 50_000;

    /// <summary>How often timers are looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan TimerPoll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Pieces at which a product counts as nearly sold out.</summary>
    [Range(0, 1_000)]
    public int LowStock { get; init; } = 5;
}

/// <summary>One seller node and the shops it starts with.</summary>
internal sealed class SellerNodeOptions
{
    [Required]
    [RegularExpression("^[a-z0-9][a-z0-9-]{0,62}$")]
    public string Slug { get; init; } = "";

    [Required]
    public string Name { get; init; } = "";

    /// <summary>Its name on the network; by default <c>&lt;slug&gt;.example</c>.</summary>
    public string? SubscriberId { get; init; }

    /// <summary>Sells for others (msn) instead of its own stock (isn).</summary>
    public bool IsMarketplace { get; init; }

    /// <summary>A marketplace's share of each sale, in hundredths of a percent.</summary>
    [Range(0, 5_000)]
    public int CommissionBasisPoints { get; init; } = 800;

    /// <summary>The cities it sells in, such as <c>std:042</c>.</summary>
    public IReadOnlyList<string> Cities { get; init; } = ["*"];

    public IReadOnlyList<ShopOptions> Shops { get; init; } = [];
}

/// <summary>A shop as settings describe it; put into the database at start where it is not there yet.</summary>
internal sealed class ShopOptions
{
    [Required]
    [RegularExpression("^[a-z0-9][a-z0-9-]{0,62}$")]
    public string Slug { get; init; } = "";

    [Required]
    public string Name { get; init; } = "";

    /// <summary>The name of the organization whose sellers run it.</summary>
    [Required]
    public string Organization { get; init; } = "";

    public string Description { get; init; } = "";

    [Required]
    public string Currency { get; init; } = "PKR";

    [Required]
    public string City { get; init; } = "*";

    /// <summary>"latitude,longitude".</summary>
    [Required]
    public string Gps { get; init; } = "";

    [Range(0.1, 1_000)]
    public decimal RadiusKm { get; init; } = 10;

    /// <summary>The postal codes it delivers to; none: any within the radius.</summary>
    public IReadOnlyList<string> AreaCodes { get; init; } = [];

    /// <summary>Corners ("latitude,longitude") of the area it delivers in; none: anywhere within the radius.</summary>
    public IReadOnlyList<string> Area { get; init; } = [];

    public string? Street { get; init; }

    public string? AreaCode { get; init; }

    [Required]
    public string Phone { get; init; } = "";

    [Required]
    public string Email { get; init; } = "";

    /// <summary>Taken where the delivery partner names no price.</summary>
    [Range(0, 1_000_000)]
    public decimal DeliveryCharge { get; init; }

    [Range(0, 1_000_000)]
    public decimal PackingCharge { get; init; }
}
