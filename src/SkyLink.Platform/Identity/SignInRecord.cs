namespace SkyLink.Platform.Identity;

/// <summary>
/// How the audit log notes a sign-in: once, with the user who turned out to call, or with the reason why nobody was
/// let in. Counting tries and the like are no acts of the caller.
/// </summary>
internal static class SignInRecord
{
    /// <summary>What is shown at a sign-in; later calls show the session.</summary>
    private const string Password = "Password";

    /// <summary>
    /// What the asynchronous method that calls this does from here on is not noted of itself.
    /// </summary>
    /// <returns>The call that is being answered, to note it by.</returns>
    public static AuditCall? Suspend()
    {
        var call = AuditCall.Current;
        AuditCall.Begin(call: null);
        return call;
    }

    /// <summary>
    /// What the asynchronous method that calls this does from here on is noted as an act of the user.
    /// </summary>
    public static void Begin(Session session) => AuditCall.Begin(By(AuditCall.Current, session, Password));

    /// <summary>Notes a call with the user whose session it turned out to be of.</summary>
    public static void Note(Tx tx, AuditCall? call, Session session)
    {
        if (By(call, session, nameof(CredentialKind.Session)) is { } known)
        {
            tx.Serve(known);
        }
    }

    /// <summary>Notes a call that let nobody in.</summary>
    /// <param name="tx">The transaction that notes it.</param>
    /// <param name="call">Null where calls are not noted.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="account">Whose account it was about, where there is one; not who called.</param>
    public static void NoteRefusal(Tx tx, AuditCall? call, Error refusal, Guid? account)
    {
        if (call is null)
        {
            return;
        }

        var target = new Dictionary<string, string>(call.Target) { ["refusal"] = refusal.Code };
        if (account is { } known)
        {
            target["account"] = known.ToString();
        }

        tx.Serve(call with { Target = target });
    }

    private static AuditCall? By(AuditCall? call, Session session, string credential) => call is null ? null : call with
    {
        Actor = session.UserId,
        Organization = session.OrganizationId,
        Credential = credential,
    };
}
