using System.Net;
using System.Net.Sockets;

namespace CreditFunctions.Standin;

/// <summary>Ports for handlers, which must be told theirs before they bind it.</summary>
internal static class HandlerPorts
{
    // Below those that the system gives to whoever asks for any: none of these is taken between being found free and being bound, but by another run of tests.
    private const int First = 10_000;
    private const int Count = 20_000;

    // Runs of tests beside each other begin at ports of their own.
    private static int next = Environment.ProcessId * 101 % Count;

    /// <summary>A port that is free, and that no other handler of this process was given lately.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref next) % Count);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
