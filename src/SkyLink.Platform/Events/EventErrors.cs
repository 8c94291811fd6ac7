namespace SkyLink.Platform.Events;

internal static class EventErrors
{
    public static readonly Error UnknownPublisher =
        new("events.unknown_publisher", 404, "No service of this name publishes events here.");

    public static readonly Error UnknownSubscription =
        new("events.unknown_subscription", 404, "There is no subscription of this name.");

    public static readonly Error UnknownDeadLetter =
        new("events.unknown_dead_letter", 404, "There is no dead letter of this id; it may have been dealt with.");

    public static readonly Error UnknownTrace =
        new("events.unknown_trace", 404, "No recent trace has this id; only the latest are remembered.");

    public static readonly Error UnknownPlace =
        new("events.unknown_place", 400, "The place to go on from is not one that was given out.");

    public static readonly Error NoTime =
        new("events.no_time", 400, "The time asked for ends before it begins.");

    public static readonly Error TooManyStreams =
        new("events.too_many_streams", 503, "All live streams are taken; try again in a while.");
}
