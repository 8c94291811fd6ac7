namespace SkyLink.Platform.Secrets;

/// <summary>
/// Where secrets are kept: the local vault, or a service of AWS. Each put makes a version; one version is current.
/// </summary>
internal interface ISecretStore : IDisposable
{
    /// <summary>The store in messages: "the local vault (/data/secrets/vault.json)".</summary>
    string Description { get; }

    /// <summary>How often to ask for the revision.</summary>
    TimeSpan PollEvery { get; }

    /// <summary>How often to look through the list: a call of AWS costs something.</summary>
    TimeSpan ListEvery => PollEvery > ListInAwsEvery ? PollEvery : ListInAwsEvery;

    /// <summary>The longest value in bytes of UTF-8.</summary>
    int ValueSizeMax { get; }

    private static TimeSpan ListInAwsEvery => TimeSpan.FromMinutes(1);

    /// <summary>Tells it from other stores: the same in each process that has it, and at every start.</summary>
    /// <exception cref="SecretStoreException">It cannot be read, or made.</exception>
    Task<string> IdAsync(CancellationToken cancellation);

    /// <summary>Differs from the one before whenever one of these may have another value; cheap to ask.</summary>
    /// <exception cref="SecretStoreException">The store does not answer.</exception>
    Task<string> RevisionAsync(IReadOnlyCollection<SecretReference> references, CancellationToken cancellation);

    /// <summary>The value of a version, or null if there is none.</summary>
    /// <exception cref="SecretStoreException">The store does not answer, or what it holds cannot be read.</exception>
    Task<string?> FindAsync(SecretReference reference, CancellationToken cancellation);

    /// <summary>What is kept, in the order of names.</summary>
    /// <exception cref="SecretStoreException">The store does not answer, or holds too much to be listed.</exception>
    Task<IReadOnlyList<KeptSecret>> ListAsync(CancellationToken cancellation);

    /// <summary>Differs whenever what is kept does; as cheap to ask as the store allows.</summary>
    /// <exception cref="SecretStoreException">As for a list.</exception>
    async Task<string> ListRevisionAsync(CancellationToken cancellation) =>
        string.Join('\n', (await ListAsync(cancellation)).Select(it => $"{it.Name} {it.Mark}"));

    /// <summary>A secret as it is now, where a list may lag behind; or null.</summary>
    /// <exception cref="SecretStoreException">The store does not answer.</exception>
    Task<KeptSecret?> FindCurrentAsync(string name, CancellationToken cancellation);

    /// <summary>The versions of a secret, the oldest first; none where there is no such secret.</summary>
    /// <exception cref="SecretStoreException">The store does not answer.</exception>
    Task<IReadOnlyList<SecretVersion>> VersionsAsync(string name, CancellationToken cancellation);

    /// <summary>Keeps a value as a new version, which is current from then on; answers its name.</summary>
    /// <param name="name">As <see cref="SecretNames"/> allows.</param>
    /// <param name="value">1 character to <see cref="ValueSizeMax"/>.</param>
    /// <param name="token">The same again, with the same value, makes no second version.</param>
    /// <param name="cancellation">Leaves it open whether the version was made.</param>
    /// <exception cref="ArgumentException">The name or the value is not acceptable.</exception>
    /// <exception cref="SecretStoreException">The store does not answer, or refuses.</exception>
    Task<string> PutAsync(string name, string value, Guid token, CancellationToken cancellation);

    /// <summary>Makes the value of an earlier version the current one.</summary>
    /// <returns>The version that is current now, or null if there is no such version.</returns>
    /// <exception cref="SecretStoreException">The store does not answer, or refuses.</exception>
    Task<string?> RollbackAsync(string name, string version, CancellationToken cancellation);

    /// <summary>Forgets a secret with all its versions. False if it is not there.</summary>
    /// <exception cref="SecretStoreException">The store does not answer, or refuses.</exception>
    Task<bool> RemoveAsync(string name, CancellationToken cancellation);
}

/// <summary>A secret, or one version of it.</summary>
/// <param name="Version">
/// Null for the current one. A number in the local vault; a number or a label in Parameter Store; an id or a staging
/// label in Secrets Manager.
/// </param>
internal sealed record SecretReference(string Name, string? Version = null)
{
    public override string ToString() => Version is null ? Name : $"{Name} version {Version}";
}

/// <summary>A secret, as a list shows it: never its value.</summary>
/// <param name="Current">The version that counts.</param>
/// <param name="ChangedAt">When it was last changed.</param>
/// <param name="Mark">
/// Another one whenever another value counts. A version's name is not enough where the numbers of a removed secret come
/// again.
/// </param>
internal sealed record KeptSecret(string Name, string Current, DateTimeOffset ChangedAt, string Mark);

/// <summary>A version of a secret, as a list shows it: never its value.</summary>
/// <param name="Labels">What else it is called: staging labels of Secrets Manager, labels of Parameter Store.</param>
internal sealed record SecretVersion(
    string Name, string Version, DateTimeOffset CreatedAt, bool IsCurrent, IReadOnlyList<string> Labels);

/// <summary>A store does not do what it is asked. The message is one line for an operator, without values.</summary>
/// <param name="isAway">It may do so later: it cannot be reached, or has too much to do.</param>
internal sealed class SecretStoreException(string message, bool isAway) : Exception(message)
{
    public bool IsAway { get; } = isAway;
}
