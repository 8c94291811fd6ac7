// Violations on purpose: DependencyTests must find them in this very assembly.
namespace SkyLink.Planted
{
    internal interface IModule;
}

namespace SkyLink.Planted.Orders
{
    internal sealed class OrdersModule : IModule;

    public sealed class Order
    {
        internal static string ThroughABody() => Payments.Payment.Describe();
    }

    internal sealed class Basket
    {
        internal List<Payments.Payment[]>? ThroughAGenericArray { get; set; }
    }

    internal sealed class Till
    {
        internal static async Task<int> ThroughAStateMachineAsync()
        {
            await Task.Yield();
            return new Payments.Payment().GetHashCode();
        }
    }

    [Payments.PaymentMark]
    internal sealed class Receipt;

    internal sealed class Innocent
    {
        internal static string OnTheGround() => Ground.Floor.Name;
    }
}

namespace SkyLink.Planted.Payments
{
    internal sealed class PaymentsModule : IModule;

    internal sealed class Payment
    {
        internal static string Describe() => "a payment";
    }

    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class PaymentMarkAttribute : Attribute;
}

namespace SkyLink.Planted.Ground
{
    internal static class Floor
    {
        internal static string Name => "floor";

        internal static Type Leaning => typeof(Payments.Payment);
    }
}
