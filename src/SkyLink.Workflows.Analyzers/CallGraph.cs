namespace SkyLink.Workflows.Analyzers;

/// <summary>
/// Who calls whom, and from whom a call leads to something that differs in a replay. The search starts at what was
/// found and goes back to the callers, each once per rule: cycles end, long chains need no stack, and the chain that
/// is told is a shortest one.
/// </summary>
/// <typeparam name="TKey">What names a body: a symbol, or a documentation id.</typeparam>
internal sealed class CallGraph<TKey>(IEqualityComparer<TKey> comparer, Func<TKey, string> nameOf)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Node> _nodes = new(comparer);

    /// <summary>For each rule, who breaks it: by itself, or by what it calls next.</summary>
    private readonly List<Dictionary<TKey, Step>> _reached = [];

    /// <summary>Who breaks rules only through dispatched calls.</summary>
    private readonly Dictionary<TKey, Step> _dispatched = new(comparer);

    /// <summary>Targets of dispatched calls all of whose implementations break a rule, with one of these.</summary>
    private readonly Dictionary<TKey, TKey> _implementations = new(comparer);

    /// <summary>Says that code is workflow code: it has diagnostics of its own, so its callers need none.</summary>
    public void AddWorkflow(TKey key) => NodeOf(key).IsWorkflow = true;

    /// <summary>Says that code keeps a rule, whatever is found in it.</summary>
    public void Allow(TKey key, DeterminismRule rule) => NodeOf(key).Allowed.Add(rule);

    public void AddFinding(TKey key, DeterminismRule rule, string chain) => NodeOf(key).Findings.Add((rule, chain));

    /// <param name="caller">Who calls.</param>
    /// <param name="target">What is called.</param>
    /// <param name="isDispatched">Whether the object decides which implementation runs.</param>
    public void AddCall(TKey caller, TKey target, bool isDispatched)
    {
        NodeOf(caller);
        var node = NodeOf(target);
        (isDispatched ? node.DispatchedCallers : node.Callers).Add(caller);
    }

    /// <summary>Says what a dispatched call may run. Without any, the called method itself is what runs.</summary>
    public void AddImplementation(TKey target, TKey implementation)
    {
        if (NodeOf(implementation).Implements.Add(target))
        {
            NodeOf(target).ImplementationCount++;
        }
    }

    /// <summary>Follows all calls; nothing is added after it.</summary>
    public void Close()
    {
        foreach (var node in _nodes.Values.Where(node => node.ImplementationCount == 0))
        {
            node.Callers.UnionWith(node.DispatchedCallers);
            node.DispatchedCallers.Clear();
        }

        for (var rule = (DeterminismRule)0; rule < DeterminismRule.Dispatch; rule++)
        {
            _reached.Add(Follow(rule));
        }

        FollowDispatch();
    }

    /// <summary>
    /// The rules a body breaks for its callers, without those it breaks only through dispatched calls.
    /// </summary>
    public IEnumerable<DeterminismRule> BrokenBy(TKey key) =>
        Enumerable.Range(0, _reached.Count)
            .Where(rule => _reached[rule].ContainsKey(key)).Select(rule => (DeterminismRule)rule);

    /// <summary>
    /// The rules that a call breaks; <see cref="DeterminismRule.Dispatch"/> only when it breaks no other.
    /// </summary>
    public IReadOnlyList<DeterminismRule> BrokenBy(TKey target, bool isDispatched)
    {
        if (isDispatched && _nodes.TryGetValue(target, out var node) && node.ImplementationCount > 0)
        {
            return _implementations.ContainsKey(target) ? [DeterminismRule.Dispatch] : [];
        }

        DeterminismRule[] broken = [.. BrokenBy(target)];
        return broken.Length == 0 && _dispatched.ContainsKey(target) ? [DeterminismRule.Dispatch] : broken;
    }

    /// <summary>The names from a body down to what it breaks a rule by.</summary>
    public List<string> Chain(TKey key, DeterminismRule rule)
    {
        var names = new List<string>();
        Append(names, key, rule);
        return names;
    }

    /// <summary>
    /// The names from a call that breaks <see cref="DeterminismRule.Dispatch"/> down to what was found.
    /// </summary>
    public List<string> DispatchedChain(TKey target, bool isDispatched)
    {
        var names = new List<string>();
        while (true)
        {
            if (isDispatched && _implementations.TryGetValue(target, out var implementation))
            {
                if (!comparer.Equals(target, implementation))
                {
                    names.Add(nameOf(target));
                }

                target = implementation;
            }

            if (!_dispatched.TryGetValue(target, out var step))
            {
                Append(names, target, BrokenBy(target).First());
                return names;
            }

            names.Add(nameOf(target));
            (target, isDispatched) = (step.Next!, step.IsDispatched);
        }
    }

    private void Append(List<string> names, TKey key, DeterminismRule rule)
    {
        Step step;
        do
        {
            names.Add(nameOf(key));
            step = _reached[(int)rule][key];
            key = step.Next!;
        }
        while (step.Chain is null);

        names.Add(step.Chain);
    }

    private Dictionary<TKey, Step> Follow(DeterminismRule rule)
    {
        var steps = new Dictionary<TKey, Step>(comparer);
        var waiting = new Queue<TKey>();
        foreach (var pair in _nodes.Where(pair => pair.Value.Passes(rule)))
        {
            if (pair.Value.Findings.Find(finding => finding.Rule == rule) is { Chain: { } chain })
            {
                steps.Add(pair.Key, new Step(chain));
                waiting.Enqueue(pair.Key);
            }
        }

        while (waiting.Count > 0)
        {
            var key = waiting.Dequeue();
            foreach (var caller in _nodes[key].Callers)
            {
                if (_nodes[caller].Passes(rule) && !steps.ContainsKey(caller))
                {
                    steps.Add(caller, new Step(Chain: null, key));
                    waiting.Enqueue(caller);
                }
            }
        }

        return steps;
    }

    private void FollowDispatch()
    {
        var waiting = new Queue<TKey>(_reached.SelectMany(steps => steps.Keys).Distinct(comparer));
        var seen = new HashSet<TKey>(waiting, comparer);
        var open = _nodes.ToDictionary(pair => pair.Key, pair => pair.Value.ImplementationCount, comparer);
        while (waiting.Count > 0)
        {
            var key = waiting.Dequeue();
            foreach (var target in _nodes[key].Implements)
            {
                if (--open[target] == 0)
                {
                    _implementations.Add(target, key);
                    Reach(_nodes[target].DispatchedCallers, target, isDispatched: true);
                }
            }

            Reach(_nodes[key].Callers, key, isDispatched: false);
        }

        void Reach(IEnumerable<TKey> callers, TKey next, bool isDispatched)
        {
            foreach (var caller in callers.Where(
                caller => _nodes[caller].Passes(DeterminismRule.Dispatch) && seen.Add(caller)))
            {
                _dispatched.Add(caller, new Step(Chain: null, next, isDispatched));
                waiting.Enqueue(caller);
            }
        }
    }

    private Node NodeOf(TKey key)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            _nodes.Add(key, node = new Node(comparer));
        }

        return node;
    }

    /// <param name="Chain">What was found here; null when it is found by a call.</param>
    /// <param name="Next">What is called.</param>
    /// <param name="IsDispatched">Whether that call is.</param>
    private sealed record Step(string? Chain, TKey? Next = default, bool IsDispatched = false);

    private sealed class Node(IEqualityComparer<TKey> comparer)
    {
        public bool IsWorkflow { get; set; }

        public HashSet<DeterminismRule> Allowed { get; } = [];

        public List<(DeterminismRule Rule, string Chain)> Findings { get; } = [];

        public HashSet<TKey> Callers { get; } = new(comparer);

        public HashSet<TKey> DispatchedCallers { get; } = new(comparer);

        public HashSet<TKey> Implements { get; } = new(comparer);

        public int ImplementationCount { get; set; }

        /// <summary>Whether breaking a rule here is for the callers to know.</summary>
        public bool Passes(DeterminismRule rule) => !IsWorkflow && !Allowed.Contains(rule);
    }
}
