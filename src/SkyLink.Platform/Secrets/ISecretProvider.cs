namespace SkyLink.Platform.Secrets;

/// <summary>Where secrets are kept: the local vault, or a service of a cloud.</summary>
public interface ISecretProvider
{
    /// <summary>The provider's name in messages: "the local vault".</summary>
    string Description { get; }

    /// <summary>Changes whenever a secret may have; cheap to ask every second.</summary>
    string Revision { get; }

    /// <summary>The value of a secret, or null if there is none of this name (and version).</summary>
    /// <param name="name">1 to 100 letters, digits, dots, dashes and underscores.</param>
    /// <param name="version">Null for the current one.</param>
    /// <exception cref="StartException">The secret is there but cannot be read.</exception>
    string? Find(string name, int? version);
}
