using SkyLink.Beckn;

namespace SkyLink.Trade.Logistics;

/// <summary>A kind of ride on offer.</summary>
/// <param name="PricePercent">Of the tariff.</param>
/// <param name="DispatchDelay">How long it may wait before a rider is looked for.</param>
internal sealed record DeliveryOption(string Id, string Name, int PricePercent, TimeSpan DispatchDelay);

/// <summary>Where rides are offered.</summary>
internal sealed record ServiceArea(string City, Gps Centre, double RadiusKm);

/// <summary>A ride as it would be carried out.</summary>
internal sealed record RideOffer(ServiceArea Area, DeliveryOption Option, double Km, Money Price, TimeSpan Promise);

/// <summary>What a ride costs and where one is offered: the same answer for the same question.</summary>
internal sealed class Tariff
{
    private static readonly DeliveryOption[] Options =
    [
        new("immediate", "Immediate delivery", 100, TimeSpan.Zero),
        new("saver", "Saver: a rider within the hour", 75, TimeSpan.FromMinutes(45)),
    ];

    private readonly LogisticsOptions options;
    private readonly Pace pace;

    public Tariff(IOptions<LogisticsOptions> options, Pace pace)
    {
        (this.options, this.pace) = (options.Value, pace);
        var areas = options.Value.Areas.Count > 0 ? options.Value.Areas : LogisticsOptions.AreasOfTheNetwork;
        Areas = [.. areas.Select(area => Gps.TryParse(area.Gps, out var centre)
            ? new ServiceArea(area.City, centre, area.RadiusKm)
            : throw new StartException($"Trade:Logistics: '{area.Gps}' of {area.City} is no 'latitude,longitude'."))];
    }

    public IReadOnlyList<ServiceArea> Areas { get; }

    /// <summary>All kinds of ride between two points; none if no area holds both or they are too far apart.</summary>
    public IReadOnlyList<RideOffer> OffersFor(Gps from, Gps to)
    {
        var km = RidePath.Between(from, to).LengthKm;
        var area = Areas.FirstOrDefault(it =>
            it.Centre.DistanceKmTo(from) <= it.RadiusKm && it.Centre.DistanceKmTo(to) <= it.RadiusKm);
        return area is null || km > options.DistanceKmMax
            ? []
            : [.. Options.Select(it => new RideOffer(area, it, km, PriceOf(it, km), pace.Promise(it, km)))];
    }

    /// <summary>Whether a price agreed earlier, perhaps between rounder positions, still pays for the ride.</summary>
    public bool Accepts(RideOffer offer, Money agreed) => agreed.Asset == offer.Price.Asset
        && agreed.Units * 10_000 >= offer.Price.Units * (10_000 - options.PriceToleranceBasisPoints);

    /// <summary>The one place of rounding: begun tenths of a kilometre count, begun smallest units too.</summary>
    private Money PriceOf(DeliveryOption option, double km)
    {
        var tenths = (long)Math.Ceiling(km * 10);
        var thousandths = ((options.BaseUnits * 10) + (options.UnitsPerKm * tenths)) * option.PricePercent;
        return new Money((thousandths + 999) / 1_000, options.Asset);
    }
}
