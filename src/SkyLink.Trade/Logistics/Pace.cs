using SkyLink.Beckn;

namespace SkyLink.Trade.Logistics;

/// <summary>How long things take: real times, divided by the time scale of the settings.</summary>
internal sealed class Pace(LogisticsOptions options)
{
    public TimeSpan Handling => Scaled(options.HandlingTime);

    public TimeSpan SettingOut => Scaled(options.SettingOutTime);

    public TimeSpan SearchMax => Scaled(options.SearchMax);

    public TimeSpan SearchPause => Scaled(options.SearchPause);

    public TimeSpan Scaled(TimeSpan real) => real / options.TimeScale;

    public TimeSpan RideTime(double km) => Scaled(TimeSpan.FromHours(km / options.SpeedKmPerHour));

    public Leg Ride(Gps from, Gps to, DateTimeOffset now) =>
        new(from, to, now, now + RideTime(RidePath.Between(from, to).LengthKm));

    /// <summary>The end of the leg, or the next position report before it; nobody reports standing still.</summary>
    public DateTimeOffset NextLook(Leg leg, DateTimeOffset now)
    {
        var report = now + options.ReportEvery;
        return leg.From == leg.To || leg.EndsAt <= report ? leg.EndsAt : report;
    }

    /// <summary>From booking to door: the wait, a usual way to the shop, handing over, the ride itself.</summary>
    public TimeSpan Promise(DeliveryOption option, double km) =>
        Scaled(option.DispatchDelay) + RideTime(options.ApproachKm) + Handling + SettingOut + RideTime(km);
}
