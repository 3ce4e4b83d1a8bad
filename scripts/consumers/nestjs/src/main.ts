import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MattersController } from './matters.controller.js';
import { smokeballProvider } from './smokeball.js';

@Module({ controllers: [MattersController], providers: [smokeballProvider] })
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  const reply = await fetch(`${await app.getUrl()}/matters`);
  console.log(await reply.text());
  await app.close();
}

void main();
