using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace SkyLink;

/// <summary>A refusal the caller can act on. The code is part of the API: once published it never changes.</summary>
/// <param name="Code"><c>service.snake_case</c>, listed in docs/errors.md.</param>
/// <param name="Status">The HTTP status that carries it.</param>
/// <param name="Title">One sentence for a person; says nothing that differs between two occurrences.</param>
/// <param name="Detail">What is particular to this occurrence, or null.</param>
public sealed record Error(string Code, int Status, string Title, string? Detail = null)
{
    public Error With(string detail) => this with { Detail = detail };
}

/// <summary>A value, or the reason why there is none. For expected refusals only; a bug throws.</summary>
public readonly struct Result<T>
    where T : class
{
    private readonly T? value;
    private readonly Error? error;

    private Result(T? value, Error? error) => (this.value, this.error) = (value, error);

    public static implicit operator Result<T>(T value) => new(value, error: null);

    public static implicit operator Result<T>(Error error) => new(value: null, error);

    public bool Is([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Error? error)
    {
        value = this.value;
        error = this.error;
        Debug.Assert(value is null != error is null, "default(Result) has no meaning.");
        return value is not null;
    }
}
