using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SkyLink.Workflows.Analyzers;

/// <summary>Finds where the order of a hashed collection is taken for something.</summary>
internal static class UnorderedCollections
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["Dictionary"] = "System.Collections.Generic",
        ["HashSet"] = "System.Collections.Generic",
        ["Hashtable"] = "System.Collections",
        ["ConcurrentDictionary"] = "System.Collections.Concurrent",
        ["ConcurrentBag"] = "System.Collections.Concurrent",
        ["ImmutableDictionary"] = "System.Collections.Immutable",
        ["ImmutableHashSet"] = "System.Collections.Immutable",
        ["FrozenDictionary"] = "System.Collections.Frozen",
        ["FrozenSet"] = "System.Collections.Frozen",
    };

    /// <summary>Methods of LINQ that pass items on in the order they come.</summary>
    private static readonly HashSet<string> Streaming = new(StringComparer.Ordinal)
    {
        "Where", "Select", "SelectMany", "Cast", "OfType", "Distinct", "DistinctBy", "Concat", "Append", "Prepend",
        "AsEnumerable", "Union", "UnionBy", "Except", "ExceptBy", "Intersect", "IntersectBy", "DefaultIfEmpty",
    };

    /// <summary>Methods of LINQ whose result is the same in any order.</summary>
    private static readonly HashSet<string> Indifferent = new(StringComparer.Ordinal)
    {
        "Order", "OrderDescending", "OrderBy", "OrderByDescending", "Any", "All", "Count", "LongCount", "CountBy",
        "TryGetNonEnumeratedCount", "Contains", "Sum", "Min", "Max", "MinBy", "MaxBy", "Average", "ToDictionary",
        "ToHashSet", "ToFrozenDictionary", "ToFrozenSet", "ToImmutableDictionary", "ToImmutableHashSet",
        "ToImmutableSortedDictionary", "ToImmutableSortedSet", "SequenceEqual", "Single", "SingleOrDefault",
    };

    /// <summary>The name of the collection whose order the loop follows; null when it has one.</summary>
    public static string? Of(IForEachLoopOperation loop) => NameOf(loop.Collection) is { } name
        ? $"the order of {name}"
        : null;

    /// <summary>The same for a spread in a collection expression.</summary>
    public static string? Of(ISpreadOperation spread) => NameOf(spread.Operand) is { } name
        ? $"the order of {name}"
        : null;

    /// <summary>The same for a call that takes a collection and goes through it.</summary>
    public static string? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var type = method.ContainingType;
        if (type is null || call.Arguments.IsEmpty || NameOf(call.Arguments) is not { } name)
        {
            return null;
        }

        return type.Name switch
        {
            "Enumerable" or "ImmutableArray" or "ImmutableList" => IsIndifferent(call) ? null : $"the order of {name}",
            "String" => method.Name is "Join" or "Concat" ? $"the order of {name}" : null,
            "List" => method.Name is "AddRange" or "InsertRange" ? $"the order of {name}" : null,
            _ => null,
        };
    }

    /// <summary>The same for a list made of a collection.</summary>
    public static string? Of(IObjectCreationOperation creation) =>
        creation.Constructor is { ContainingType.Name: "List" or "Queue" or "Stack" or "LinkedList" }
        && NameOf(creation.Arguments) is { } name
            ? $"the order of {name}"
            : null;

    private static string? NameOf(IEnumerable<IArgumentOperation> arguments) =>
        arguments.Select(argument => NameOf(argument.Value)).FirstOrDefault(name => name is not null);

    private static string? NameOf(IOperation collection)
    {
        while (collection is IConversionOperation { OperatorMethod: null } conversion)
        {
            collection = conversion.Operand;
        }

        if (collection is IPropertyReferenceOperation { Instance: { } instance, Property.Name: "Keys" or "Values" }
            && IsUnordered(instance.Type))
        {
            return instance.Type!.Name;
        }

        return IsUnordered(collection.Type) ? collection.Type!.Name : null;
    }

    private static bool IsUnordered(ITypeSymbol? type) =>
        type is { ContainingType: null }
        && Types.TryGetValue(type.Name, out var space)
        && Catalogue.IsNamed(type.ContainingNamespace, space);

    private static bool IsIndifferent(IInvocationOperation call)
    {
        while (!Indifferent.Contains(call.TargetMethod.Name))
        {
            IOperation? parent = call;
            do
            {
                parent = parent.Parent;
            }
            while (parent is IConversionOperation or IArgumentOperation);

            if (!Streaming.Contains(call.TargetMethod.Name)
                || parent is not IInvocationOperation { TargetMethod.ContainingType.Name: "Enumerable" } next)
            {
                return false;
            }

            call = next;
        }

        return true;
    }
}
