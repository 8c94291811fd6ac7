namespace SkyLink.Platform.Secrets;

internal static class SecretErrors
{
    public static readonly Error UnknownSecret = new("secrets.unknown_secret", 404, "There is no such secret.");

    public static readonly Error UnknownVersion =
        new("secrets.unknown_version", 404, "The secret has no such version.");

    public static readonly Error NameInvalid = new("secrets.name_invalid", 400, SecretNames.NameRule);

    public static readonly Error ValueInvalid =
        new("secrets.value_invalid", 400, "The value is empty, or longer than the store can keep.");

    public static readonly Error InUse =
        new("secrets.in_use", 409, "Settings refer to the secret: nothing would start without it.");

    public static readonly Error StoreAway =
        new("secrets.store_away", 503, "The store of secrets does not answer now. Try again soon.");

    public static readonly Error StoreRefuses =
        new("secrets.store_refuses", 502, "The store of secrets refuses, or what it holds cannot be read.");
}
