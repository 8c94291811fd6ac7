namespace SkyLink.Beckn;

/// <content>What stands in <c>message</c> for each action, as far as both dialects agree.</content>
public abstract partial class Dialect
{
    private protected abstract Intent ReadIntent(WireObject from);

    private protected abstract void WriteIntent(WireWriter to, Intent intent);

    private protected abstract Catalogue ReadCatalogue(WireObject from);

    private protected abstract void WriteCatalogue(WireWriter to, Catalogue catalogue);

    private protected abstract SupportRequest? ReadSupportRequest(WireObject message);

    private protected abstract void WriteSupportRequest(WireWriter message, SupportRequest request);

    private protected abstract Support ReadSupport(WireObject message);

    private protected abstract void WriteSupport(WireWriter message, Support support);

    private protected abstract RatingRequest? ReadRatings(WireObject message);

    private protected abstract void WriteRatings(WireWriter message, RatingRequest request);

    private protected static Rating? ReadRating(WireObject from) =>
        from.Text("rating_category"u8) is { } category && from.Text("id"u8) is { } id
        && from.Decimal("value"u8) is { } value
            ? new Rating(category, id, value) { Extra = from.Extra() }
            : null;

    private protected static void WriteRating(WireWriter to, Rating rating)
    {
        to.Text("rating_category"u8, rating.Category);
        to.Text("id"u8, rating.Id);
        to.Decimal("value"u8, rating.Value);
    }

    private Message? ReadMessage(WireObject message, BecknAction action) => action switch
    {
        BecknAction.Search => message.Object("intent"u8, ReadIntent),
        BecknAction.OnSearch => message.Object("catalog"u8, ReadCatalogue),
        BecknAction.Select or BecknAction.OnSelect or BecknAction.Init or BecknAction.OnInit
            or BecknAction.Confirm or BecknAction.OnConfirm or BecknAction.OnStatus or BecknAction.OnCancel
            or BecknAction.OnUpdate => message.Object("order"u8, ReadOrder),
        BecknAction.Status => message.Text("order_id"u8) is { } id ? new StatusRequest(id) : null,
        BecknAction.Track => message.Text("order_id"u8) is { } id
            ? new TrackRequest(id) { CallbackUrl = message.Text("callback_url"u8) }
            : null,
        BecknAction.OnTrack => message.Object("tracking"u8, ReadTracking),
        BecknAction.Cancel => ReadCancel(message),
        BecknAction.Update => message.Text("update_target"u8) is { } target
            && message.Object("order"u8, ReadOrder) is { } order ? new UpdateRequest(target, order) : null,
        BecknAction.Rating => ReadRatings(message),
        BecknAction.OnRating => ReadRatingAck(message),
        BecknAction.Support => ReadSupportRequest(message),
        BecknAction.OnSupport => ReadSupport(message),
    };

    private void WriteMessage(WireWriter to, BecknAction action, Message message)
    {
        switch (message)
        {
            case Intent intent:
                to.Object("intent"u8, intent, WriteIntent);
                break;
            case Catalogue catalogue:
                to.Object("catalog"u8, catalogue, WriteCatalogue);
                break;
            case Order order:
                to.Object("order"u8, order, WriteOrder);
                break;
            case StatusRequest status:
                to.Text("order_id"u8, status.OrderId);
                break;
            case TrackRequest track:
                to.Text("order_id"u8, track.OrderId);
                to.Text("callback_url"u8, track.CallbackUrl);
                break;
            case Tracking tracking:
                to.Object("tracking"u8, tracking, WriteTracking);
                break;
            case CancelRequest cancel:
                WriteCancel(to, cancel);
                break;
            case UpdateRequest update:
                to.Text("update_target"u8, update.Target);
                to.Object("order"u8, update.Order, WriteOrder);
                break;
            case RatingRequest ratings:
                WriteRatings(to, ratings);
                break;
            case RatingAck ack:
                WriteRatingAck(to, ack);
                break;
            case SupportRequest request:
                WriteSupportRequest(to, request);
                break;
            case Support support:
                WriteSupport(to, support);
                break;
            default:
                throw new ArgumentException($"{action.Name} carries no {message.GetType().Name}.", nameof(message));
        }
    }

    private static CancelRequest? ReadCancel(WireObject message) =>
        message.Text("order_id"u8) is { } id && message.Text("cancellation_reason_id"u8) is { } reason
            ? new CancelRequest(id, reason) { Note = message.Nested("descriptor"u8)?.Text("short_desc"u8) }
            : null;

    private static void WriteCancel(WireWriter to, CancelRequest cancel)
    {
        to.Text("order_id"u8, cancel.OrderId);
        to.Text("cancellation_reason_id"u8, cancel.ReasonId);
        to.Open("descriptor"u8);
        to.Text("short_desc"u8, cancel.Note);
        to.Close();
    }

    private static Tracking ReadTracking(WireObject from)
    {
        var location = from.Nested("location"u8);
        return new Tracking
        {
            Url = from.Text("url"u8),
            Status = from.Text("status"u8),
            Gps = location?.Gps("gps"u8),
            UpdatedAt = location?.Time("updated_at"u8) ?? location?.Nested("time"u8)?.Time("timestamp"u8),
            Extra = from.Extra(),
        };
    }

    private static void WriteTracking(WireWriter to, Tracking tracking)
    {
        to.Text("url"u8, tracking.Url);
        to.Text("status"u8, tracking.Status);
        to.Open("location"u8);
        to.Gps("gps"u8, tracking.Gps);
        to.Time("updated_at"u8, tracking.UpdatedAt);
        to.Close();
    }

    private static RatingAck ReadRatingAck(WireObject message) => new()
    {
        IsAccepted = message.Flag("rating_ack"u8),
        FeedbackUrl = message.Nested("feedback_form"u8)?.Nested("form"u8)?.Text("url"u8),
    };

    private static void WriteRatingAck(WireWriter to, RatingAck ack)
    {
        to.Flag("rating_ack"u8, ack.IsAccepted);
        to.Open("feedback_form"u8);
        to.Open("form"u8);
        to.Text("url"u8, ack.FeedbackUrl);
        to.Close();
        to.Close();
    }
}
