import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type SubmitEvent } from "react";
import { asProblem } from "../../api/client";
import { ProblemAlert } from "../../components/ProblemAlert";
import { Mark } from "../../shell/Mark";
import { useSignIn } from "./session";
import classes from "./SignInPage.module.css";

export function SignInPage() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [touched, setTouched] = useState(false);
  const { from } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const signIn = useSignIn();
  useEffect(() => {
    document.title = "Sign in · SkyLink";
  }, []);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setTouched(true);
    if (email === "" || password === "") return;
    await signIn.mutateAsync({ email, password });
    await navigate({ href: safeReturn(from) });
  }

  const refused = signIn.error !== null && asProblem(signIn.error).status === 401;
  return (
    <main className={classes.page}>
      <form className={classes.form} onSubmit={(event) => void submit(event).catch(() => undefined)} noValidate>
        <div className={classes.brand}>
          <Mark size={28} />
          <span>SkyLink</span>
        </div>
        <h1>Sign in</h1>
        <p className="muted">Trade over an open network, and settle in a ledger you can prove.</p>
        {refused && (
          <p className={classes.refused} role="alert">
            Email and password do not belong together. Check both and try again.
          </p>
        )}
        {signIn.error !== null && !refused && <ProblemAlert error={signIn.error} compact />}
        <TextInput
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          value={email}
          size="md"
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={touched && email === "" ? "Enter the email address of your account." : undefined}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          value={password}
          size="md"
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show password" }}
          error={touched && password === "" ? "Enter your password." : undefined}
        />
        <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
          Sign in
        </Button>
      </form>
      <p className={classes.foot}>
        The demo's accounts and their passwords are printed when SkyLink says that it is ready.
      </p>
    </main>
  );
}

/** Only a path of this console: never another site. */
export function safeReturn(from: string | undefined): string {
  return from !== undefined && /^\/(?![/\\])/.test(from) && !from.startsWith("/sign-in") ? from : "/";
}
