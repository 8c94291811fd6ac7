using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Hosting;
using SkyLink.Settle;

namespace SkyLink.Trade.Payments;

/// <summary>
/// The real ledger, which now and then posts and then does not say so: as if the caller had been killed before it heard
/// the answer.
/// </summary>
internal sealed class StumblingLedger(ILedger ledger, StumblingLedgerModule orders) : ILedger
{
    public Task<Result<LedgerAccount>> OpenAsync(OpenAccount request, CancellationToken cancellation) =>
        ledger.OpenAsync(request, cancellation);

    public async Task<Result<PostedTransaction>> PostAsync(PostTransaction request, CancellationToken cancellation)
    {
        var posted = await ledger.PostAsync(request, cancellation);
        orders.Asked.Enqueue(request);
        return Interlocked.Decrement(ref orders.SilentAnswers) >= 0
            ? throw new RemoteCallException(RemoteFailure.Unreachable, "The answer is lost.")
            : posted;
    }

    public Task<Result<AccountBalance>> BalanceAsync(string account, string asset, CancellationToken cancellation) =>
        ledger.BalanceAsync(account, asset, cancellation);
}

/// <summary>Puts <see cref="StumblingLedger"/> before the ledger that was added before it.</summary>
internal sealed class StumblingLedgerModule : IModule
{
    /// <summary>How many answers get lost from now on.</summary>
    public int SilentAnswers;

    public string Name => "trade.stumbling";

    public ConcurrentQueue<PostTransaction> Asked { get; } = [];

    public void Add(ModuleBuilder module)
    {
        var real = module.Services.Last(service => service.ServiceType == typeof(ILedger)).ImplementationFactory!;
        module.Services.AddSingleton<ILedger>(all => new StumblingLedger((ILedger)real(all), this));
    }

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}
