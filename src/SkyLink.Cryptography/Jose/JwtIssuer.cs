namespace SkyLink.Cryptography.Jose;

/// <summary>
/// Where the keys of an issuer come from: <see cref="JwksCache.KeysAsync"/> for one that is asked over a network.
/// </summary>
/// <param name="isMissing">
/// Whether a key was looked for in vain: then the source asks anew if that is due, and else answers as before, since
/// who invents ids must not make it ask for each of them.
/// </param>
/// <param name="cancellation">Of the one who waits.</param>
public delegate ValueTask<JwksDocument> JwksSource(bool isMissing, CancellationToken cancellation);

/// <summary>Whose tokens are believed.</summary>
/// <param name="Name">"iss", compared exactly.</param>
/// <param name="Algorithms">With which it may sign; the token has no say.</param>
/// <param name="Keys">Its keys and nobody else's: the id of another issuer's key is unknown here.</param>
public sealed record JwtIssuer(string Name, IReadOnlyList<JwsAlgorithm> Algorithms, JwksSource Keys);
